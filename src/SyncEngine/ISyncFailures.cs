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

    /// <summary>The same, by what stops them: scope, state and cause; the largest group first.</summary>
    Task<IReadOnlyList<FailureGroup>> GroupAsync(CancellationToken cancellationToken = default);

    /// <summary>The keys of one group, the oldest first; empty when the group is gone.</summary>
    /// <param name="groupId">The group's <see cref="FailureGroup.Id"/>.</param>
    /// <param name="pageSize">At most so many rows, 1 to 500.</param>
    /// <param name="after">The former page's <see cref="Page{T}.Next"/>; null for the first.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<Page<FailedWork>> ListGroupAsync(string groupId, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>Makes every key of one group due at once.</summary>
    /// <returns>How many.</returns>
    Task<int> RetryGroupAsync(string groupId, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets the failures of these keys stand: they are counted and listed apart, and not tried again before a new mark comes. Keys that need a decision are left out.
    /// </summary>
    /// <param name="keys">The keys.</param>
    /// <param name="reason">Why they may stand, for the journal; no personal data.</param>
    /// <param name="cause">Who says so.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>How many.</returns>
    Task<int> IgnoreAsync(IReadOnlyCollection<WorkKey> keys, string reason, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>The same for every key of one group.</summary>
    /// <returns>How many.</returns>
    Task<int> IgnoreGroupAsync(string groupId, string reason, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Lifts a pause; its keys become due.</summary>
    Task<bool> ResumeAsync(string scope, Cause cause, CancellationToken cancellationToken = default);
}
