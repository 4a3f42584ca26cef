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
    string? Note);

/// <summary>One field's change.</summary>
/// <param name="Field">The local name.</param>
/// <param name="RemoteField">The Salesforce API name.</param>
/// <param name="ToSalesforce">True when it went out, false when it came in.</param>
/// <param name="Before">The value that gave way, in its stored form; null for null.</param>
/// <param name="After">The value that stands now.</param>
public sealed record JournalField(string Field, string RemoteField, bool ToSalesforce, string? Before, string? After);

/// <summary>What the engine did.</summary>
public enum JournalAction
{
    /// <summary>Made the remote record.</summary>
    Created = 0,

    /// <summary>Linked an existing remote record to the local one.</summary>
    Adopted = 1,

    /// <summary>Changed the remote record.</summary>
    Updated = 2,

    /// <summary>Compared and found agreement.</summary>
    Unchanged = 3,

    /// <summary>Changed the local record.</summary>
    Applied = 4,

    /// <summary>Gave up a link or a record.</summary>
    Deleted = 5,

    /// <summary>Began to wait for another key.</summary>
    Waiting = 6,

    /// <summary>Will try again by itself.</summary>
    Retrying = 7,

    /// <summary>Dead-lettered.</summary>
    Failed = 8,

    /// <summary>Asked a person.</summary>
    NeedsDecision = 9,

    /// <summary>A person decided, retried, resumed or undid something.</summary>
    Decided = 10,

    /// <summary>Something another part of the engine wants told: a webhook stored, a fact recorded, a mail sent.</summary>
    Noted = 11,
}
