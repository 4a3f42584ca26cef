using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One key that does not get through.</summary>
/// <param name="Key">The key.</param>
/// <param name="State">How it stands.</param>
/// <param name="Failure">Why.</param>
/// <param name="Attempts">Tries since the last success.</param>
/// <param name="Since">When the oldest unanswered mark was made.</param>
/// <param name="NextAttemptAt">When it is tried again by itself; null when it is not.</param>
/// <param name="WaitingOn">For <see cref="SyncState.Waiting"/>: the key it waits for.</param>
public sealed record FailedWork(
    WorkKey Key,
    SyncState State,
    Failure Failure,
    int Attempts,
    DateTimeOffset Since,
    DateTimeOffset? NextAttemptAt,
    WorkKey? WaitingOn);
