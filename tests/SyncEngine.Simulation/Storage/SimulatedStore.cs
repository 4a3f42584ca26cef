using SyncEngine.Storage;

namespace SyncEngine.Simulation.Storage;

/// <summary>The real store, each of whose transactions is one boundary.</summary>
internal sealed class SimulatedStore(HostDatabase database, ISyncStore store) : ISyncStore
{
    public async Task WriteAsync(Func<IStoreTransaction, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        await database.PassAsync("write");
        database.InWrite = true;
        try
        {
            await store.WriteAsync(work, cancellationToken);
        }
        finally
        {
            database.InWrite = false;
        }
    }

    public Task<TResult> ReadAsync<TResult>(Func<IStoreTransaction, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default) =>
        store.ReadAsync(work, cancellationToken);
}
