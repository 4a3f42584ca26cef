using SyncEngine.Storage;

namespace SyncEngine.Simulation.Storage;

/// <summary>The real store, each of whose transactions is one boundary.</summary>
internal sealed class SimulatedStore(HostDatabase database, ISyncStore store) : ISyncStore
{
    public Task WriteAsync(Func<IStoreTransaction, CancellationToken, Task> work, CancellationToken cancellationToken = default) =>
        WriteAsync(() => store.WriteAsync(work, cancellationToken));

    public async Task<IReadOnlySet<string>> AddAsync(NewRows target, Func<IReadOnlyList<NewRow>> rows, CancellationToken cancellationToken = default)
    {
        IReadOnlySet<string> added = new HashSet<string>();
        await WriteAsync(async () => added = await store.AddAsync(target, rows, cancellationToken));
        return added;
    }

    public Task<TResult> ReadAsync<TResult>(Func<IStoreTransaction, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default) =>
        store.ReadAsync(work, cancellationToken);

    private async Task WriteAsync(Func<Task> write)
    {
        await database.PassAsync("write");
        database.InWrite = true;
        try
        {
            await write();
        }
        finally
        {
            database.InWrite = false;
        }
    }
}
