namespace MemberPortal.Members;

/// <summary>One month: who joined, and what came in, refunds taken off.</summary>
internal sealed record MonthFigures(string Month, int Joined, decimal Revenue);
