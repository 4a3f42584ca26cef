using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>Tells which records nobody wants any more: those of cancelled runs.</summary>
internal static class RunWatch
{
    /// <summary>Those whose run was cancelled, and that nobody else has asked for and no former try has begun.</summary>
    public static async Task<IReadOnlySet<RecordWork>> CancelledAsync(ISyncStore store, IReadOnlyList<RecordWork> work, CancellationToken cancellationToken)
    {
        var byRun = work.Where(record => record is { Item: { Generation: 1, Attempt: 1, Cause.Origin: "run" }, Intents.Count: 0 })
            .ToLookup(record => record.Item.Cause.Reference);
        if (byRun.Count == 0)
            return new HashSet<RecordWork>();

        var runs = byRun.Select(run => Guid.TryParse(run.Key, out var id) ? id : Guid.Empty).ToList();
        var cancelled = await store.ReadAsync(async (reading, token) =>
        {
            await using var command = reading.Command("");
            command.CommandText = $"SELECT id FROM sync_run WHERE state = {(int)SyncRunState.Cancelled} AND id IN {command.List("run", runs)}";
            return await command.ReadAllAsync(reader => reader.GetGuid(0), token);
        }, cancellationToken);
        return cancelled.SelectMany(id => byRun[id.ToString()]).ToHashSet();
    }
}
