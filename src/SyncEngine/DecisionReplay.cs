namespace SyncEngine;

/// <summary>What came of making decisions again.</summary>
/// <param name="Replayed">How many were made again.</param>
/// <param name="Differences">Where the result is another, the newest first.</param>
public sealed record DecisionReplay(int Replayed, IReadOnlyList<DecisionDifference> Differences);
