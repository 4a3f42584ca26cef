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
        wakeUp.SignalMarks();
    }

    public async Task<int> MarkRemoteAsync(string salesforceObject, IReadOnlyCollection<string> remoteIds, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(salesforceObject);
        ArgumentNullException.ThrowIfNull(remoteIds);
        var marks = new List<MarkRequest>();
        foreach (var mapping in catalog.All.Where(mapping => mapping.RemoteObject.Equals(salesforceObject, StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var chunk in remoteIds.Chunk(500))
            {
                marks.AddRange(await store.ReadAsync(async (reading, token) =>
                {
                    await using var command = reading.Command("", ("@mapping", mapping.Name));
                    command.CommandText = $"SELECT external_id FROM sync_link WHERE mapping = @mapping AND remote_id {reading.IsOneOf(command, "r", chunk)}";
                    return await command.ReadAllAsync(reader => new MarkRequest(WorkKey.ForRecord(mapping.Name, reader.GetString(0)), mapping.Lane, cause), token);
                }, cancellationToken));
            }
        }

        if (marks.Count > 0)
            await MarkAsync(marks, cancellationToken);
        return marks.Count;
    }

    public Task MarkRecordAsync<TEntity>(string externalId, Cause cause, CancellationToken cancellationToken = default)
        where TEntity : class
    {
        var mapping = catalog.ForEntity(typeof(TEntity));
        return MarkAsync([new MarkRequest(WorkKey.ForRecord(mapping.Name, externalId), mapping.Lane, cause) { Delay = TimeSpan.Zero }], cancellationToken);
    }
}
