using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

internal sealed class SyncMarks(ISyncStore store, MappingCatalog catalog, WakeUp wakeUp) : ISyncMarks
{
    public async Task MarkAsync(IReadOnlyCollection<MarkRequest> marks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(marks);
        await store.WriteAsync((transaction, token) => transaction.MarkAsync(marks, token), cancellationToken);
        wakeUp.Signal();
    }

    public Task MarkRecordAsync<TEntity>(string externalId, Cause cause, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        var mapping = catalog.ForEntity(typeof(TEntity));
        return MarkAsync([new MarkRequest(WorkKey.ForRecord(mapping.Name, externalId), mapping.Lane, cause) { Delay = TimeSpan.Zero }], cancellationToken);
    }
}
