namespace SyncEngine;

/// <summary>What a check of invariants found.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Summary">What was looked at, in a sentence.</param>
/// <param name="Rules">The rules, in words; each is there, whether it holds or not.</param>
/// <param name="Breaches">What breaks them; empty when all hold.</param>
public sealed record InvariantReport(DateTimeOffset At, string Summary, IReadOnlyList<string> Rules, IReadOnlyList<InvariantBreach> Breaches);
