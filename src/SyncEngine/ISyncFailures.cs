using SyncEngine.Model;

namespace SyncEngine;

/// <summary>What stands failed, and how to set it going again.</summary>
public interface ISyncFailures
{
    /// <summary>Keys that are dead-lettered, retrying, waiting, or need a decision; the oldest first.</summary>
    /// <param name="state">Only those in this state; null for all of them.</param>
    /// <param name="pageSize">At most so many rows, 1 to 500.</param>
    /// <param name="after">The former page's <see cref="Page{T}.Next"/>; null for the first.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<Page<FailedWork>> ListAsync(SyncState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>Makes one key due at once, with its attempts counted anew.</summary>
    /// <returns>False when it is not standing failed any more.</returns>
    Task<bool> RetryAsync(WorkKey key, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Makes every failed or retrying key of a scope due at once; null for all scopes.</summary>
    /// <returns>How many.</returns>
    Task<int> RetryAllAsync(string? scope, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Lifts a pause; its keys become due.</summary>
    Task<bool> ResumeAsync(string scope, Cause cause, CancellationToken cancellationToken = default);
}

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
