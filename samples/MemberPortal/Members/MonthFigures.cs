namespace MemberPortal.Members;

/// <summary>One month: who joined, whose paid year ended and was renewed or not, and what came in after refunds.</summary>
internal sealed record MonthFigures(string Month, int Joined, int Renewed, int Lapsed, decimal Revenue);
