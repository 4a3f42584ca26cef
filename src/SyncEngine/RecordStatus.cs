namespace SyncEngine;

/// <summary>Where one record stands, for showing to its owner.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Since">When it entered that state, by the database's clock; null when unknown.</param>
/// <param name="LastSyncedAt">When both sides last agreed; null when never.</param>
/// <param name="RemoteId">The linked Salesforce record's 18-character id; null when not linked.</param>
/// <param name="Reason">For every state that waits for something: why, in plain words.</param>
/// <param name="Hint">What to do next; null when waiting is enough.</param>
/// <param name="NextAttemptAt">When it is tried again by itself; null when it is not.</param>
public sealed record RecordStatus(
    SyncState State,
    DateTimeOffset? Since = null,
    DateTimeOffset? LastSyncedAt = null,
    string? RemoteId = null,
    string? Reason = null,
    string? Hint = null,
    DateTimeOffset? NextAttemptAt = null);
