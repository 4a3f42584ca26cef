using SyncEngine.Storage;

namespace SyncEngine;

/// <summary>Makes keys dirty from outside a <c>SaveChanges</c>: a webhook, a schedule, an admin's button.</summary>
public interface ISyncMarks
{
    /// <summary>Appends the marks in a transaction of their own and wakes the worker.</summary>
    Task MarkAsync(IReadOnlyCollection<MarkRequest> marks, CancellationToken cancellationToken = default);

    /// <summary>Marks one mapped local record, found by its external id, as an admin's or member's "sync now": no debounce.</summary>
    /// <typeparam name="TEntity">A mapped entity type.</typeparam>
    Task MarkRecordAsync<TEntity>(string externalId, Model.Cause cause, CancellationToken cancellationToken = default)
        where TEntity : class;

    /// <summary>
    /// Marks the local records that are linked with these Salesforce records: something there says that they changed. Ids that are linked with nothing
    /// are passed over; new records are found by polling and by the sweep.
    /// </summary>
    /// <param name="salesforceObject">The object's API name.</param>
    /// <param name="remoteIds">The records' ids, 18 characters each.</param>
    /// <param name="cause">What told.</param>
    /// <param name="cancellationToken">Cancels the marking.</param>
    /// <returns>How many were marked.</returns>
    Task<int> MarkRemoteAsync(string salesforceObject, IReadOnlyCollection<string> remoteIds, Model.Cause cause, CancellationToken cancellationToken = default);
}
