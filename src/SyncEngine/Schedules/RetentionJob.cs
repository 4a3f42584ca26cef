using SyncEngine.Storage;

namespace SyncEngine.Schedules;

/// <summary>Removes what is older than it is to be kept, a little at a time: journal entries, and intents that can no longer land.</summary>
internal sealed class RetentionJob(SyncEngineOptions options) : ISyncJob
{
    private const int RowsAtOnce = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    public string Name => "retention";

    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) => isFirst ? now : now + Every;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var removed = 0;
        for (var isDone = false; !isDone;)
        {
            await run.SaveAsync(run.Position, async (transaction, token) =>
            {
                var before = (transaction.Now - options.JournalRetention).ToUnixTimeMilliseconds();
                var count = await transaction.ExecuteAsync(
                    $"DELETE FROM sync_journal WHERE id IN (SELECT id FROM sync_journal WHERE at < @before ORDER BY at, id LIMIT {RowsAtOnce})", token, ("@before", before));
                await transaction.ExecuteAsync("DELETE FROM sync_intent WHERE sent_at < @before AND ((replaced IS NULL AND job_id IS NULL) OR sent_at < @journal)", token,
                    ("@before", (transaction.Now - TimeSpan.FromDays(1)).ToUnixTimeMilliseconds()), ("@journal", before));
                removed += count;
                isDone = count < RowsAtOnce;
            }, cancellationToken);
        }

        run.Report = $"{removed} journal entries removed.";
    }
}
