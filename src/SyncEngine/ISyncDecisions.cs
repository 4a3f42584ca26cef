using SyncEngine.Merge;

namespace SyncEngine;

/// <summary>Every decision is kept with all that it depended on, and can be made again: to see whether today's engine decides alike, or what another policy would have done.</summary>
public interface ISyncDecisions
{
    /// <summary>Makes the last decisions again and tells where the result is another.</summary>
    /// <param name="last">How many, 1 to 10,000, the newest.</param>
    /// <param name="mapping">Only those of this mapping; null for all.</param>
    /// <param name="policy">Decide as if every field had this policy; null for the policies that were in force.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    Task<DecisionReplay> ReplayAsync(int last, string? mapping = null, ConflictPolicy? policy = null, CancellationToken cancellationToken = default);

    /// <summary>One decision with all that it depended on; null when the journal has none under this id.</summary>
    Task<RecordedDecision?> GetAsync(long journalId, CancellationToken cancellationToken = default);

    /// <summary>
    /// One decision as a test case in JSON: its input and its plan, each distinct value replaced by a letter, so that it tells nobody's data.
    /// </summary>
    /// <returns>Null when the journal has no decision under this id.</returns>
    Task<string?> ExportAsync(long journalId, CancellationToken cancellationToken = default);
}
