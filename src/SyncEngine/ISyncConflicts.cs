using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine;

/// <summary>The queue of fields that a person has to decide.</summary>
public interface ISyncConflicts
{
    /// <summary>Open conflicts, the oldest first.</summary>
    /// <param name="mapping">Only those of this mapping; null for all.</param>
    /// <param name="pageSize">At most so many rows, 1 to 500.</param>
    /// <param name="after">The former page's <see cref="Page{T}.Next"/>; null for the first.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<Page<SyncConflict>> ListAsync(string? mapping = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>The open conflicts of one record; empty when it has none.</summary>
    Task<IReadOnlyList<SyncConflict>> FindAsync(WorkKey key, CancellationToken cancellationToken = default);

    /// <summary>How many are open.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides one. The decision is journalled and carried out through the normal path, as long as both sides still show what the person saw:
    /// if one of them has changed since, the conflict is asked again with the new values.
    /// </summary>
    /// <param name="conflict">The conflict as it was listed.</param>
    /// <param name="choice">Which value is to stand.</param>
    /// <param name="value">For <see cref="FieldChoice.Other"/>: the third value, in its stored form; null for null.</param>
    /// <param name="cause">Who decides.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False when it is not open any more, or shows other values than the person saw.</returns>
    Task<bool> ResolveAsync(SyncConflict conflict, FieldChoice choice, string? value, Cause cause, CancellationToken cancellationToken = default);
}
