using Microsoft.Extensions.Options;
using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Schedules;

internal sealed class SyncSchedule(ISyncStore store, IOptions<SyncEngineOptions> options) : ISyncSchedule
{
    public async Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken cancellationToken = default) => await store.ReadAsync((reading, token) => reading.QueryAsync(
        "SELECT name, lease_until, next_at, last_ok_at, failure, report FROM sync_job ORDER BY name",
        reader => new JobStatus(reader.GetString(0), reader.TimeOrNull(1) > reading.Now, reader.GetInt64(2) >= Never ? null : reader.Time(2), reader.TimeOrNull(3), reader.TextOrNull(4), reader.TextOrNull(5)) is var job && job.IsRunning
            ? job with { HeartbeatAt = reader.TimeOrNull(1) - options.Value.Lease }
            : job,
        token), cancellationToken);

    public async Task<bool> RunNowAsync(string name, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(cause);
        var found = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            found = await transaction.ExecuteAsync("UPDATE sync_job SET next_at = @now WHERE name = @name", token, ("@now", transaction.Now.ToUnixTimeMilliseconds()), ("@name", name));
            if (found > 0)
                await transaction.WriteAsync(new WorkKey("job", "run", name), JournalAction.Decided, cause, token, note: $"{name} was asked for.");
        }, cancellationToken);
        return found > 0;
    }

    private static long Never => DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
