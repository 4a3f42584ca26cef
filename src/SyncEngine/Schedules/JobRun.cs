using SyncEngine.Storage;

namespace SyncEngine.Schedules;

/// <summary>A job in this host's hands.</summary>
internal sealed class JobRun(ISyncStore store, string name, Guid token, string? position)
{
    public ISyncStore Store => store;

    /// <summary>Where the job stands, in its own words; null the first time.</summary>
    public string? Position { get; private set; } = position;

    /// <summary>What the job found, for people; null when it has nothing to tell.</summary>
    public string? Report { get; set; }

    /// <summary>Moves the position together with the writes, if the job is still ours.</summary>
    /// <exception cref="OperationCanceledException">Another host has it.</exception>
    public async Task SaveAsync(string? newPosition, Func<IStoreTransaction, CancellationToken, Task>? writes, CancellationToken cancellationToken)
    {
        await store.WriteAsync(async (transaction, inner) =>
        {
            if (await transaction.ExecuteAsync("UPDATE sync_job SET position = @position WHERE name = @name AND lease_token = @token", inner,
                ("@position", newPosition), ("@name", name), ("@token", token)) == 0)
                throw new OperationCanceledException($"Another host runs '{name}' now.");
            if (writes is not null)
                await writes(transaction, inner);
        }, cancellationToken);
        Position = newPosition;
    }
}
