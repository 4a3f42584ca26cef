using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One thing the engine did with one key.</summary>
/// <param name="Id">Its id; ids rise with time.</param>
/// <param name="At">When, by the database's clock.</param>
/// <param name="Key">The key.</param>
/// <param name="Action">What it did.</param>
/// <param name="Cause">Who or what set it off.</param>
/// <param name="RemoteId">The Salesforce id, where there is one.</param>
/// <param name="Fields">What changed, field by field; empty when nothing did.</param>
/// <param name="Failure">For <see cref="JournalAction.Failed"/>, <see cref="JournalAction.Retrying"/> and <see cref="JournalAction.NeedsDecision"/>: why.</param>
/// <param name="Note">A sentence for the reader, or null.</param>
public sealed record JournalEntry(
    long Id,
    DateTimeOffset At,
    WorkKey Key,
    JournalAction Action,
    Cause Cause,
    string? RemoteId,
    IReadOnlyList<JournalField> Fields,
    Failure? Failure,
    string? Note)
{
    /// <summary>Whether the decision behind it is kept with its inputs, for <see cref="ISyncDecisions.GetAsync"/>.</summary>
    public bool HasDecision { get; init; }
}
