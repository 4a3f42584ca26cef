using System.Text.Json;
using Connector.Salesforce;
using Connector.Salesforce.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Schedules;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>
/// Carries runs out, the oldest first: marks their records in the bulk lane, or plans them. How far it is stands in the run's row, written with the marks:
/// another host goes on from there.
/// </summary>
internal sealed class RunJob(MappingCatalog catalog, IServiceScopeFactory scopes, ISalesforceClient salesforce, SyncEngineOptions options) : ISyncJob
{
    private const int RecordsAtOnce = 500;

    public string Name => SyncRuns.JobName;

    // Asked for by each run that is started; at first for those that a former host left.
    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) => isFirst ? now : null;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        while (await OldestAsync(run.Store, cancellationToken) is { } oldest)
        {
            await using var scope = scopes.CreateAsyncScope();
            await CarryOutAsync(run, oldest, scope.ServiceProvider, cancellationToken);
        }
    }

    private static async Task<Row?> OldestAsync(ISyncStore store, CancellationToken cancellationToken) => (await store.ReadAsync((reading, token) => reading.QueryAsync(
        $"SELECT id, mapping, is_dry, ids, taken, preview, last_id FROM sync_run WHERE state = {(int)SyncRunState.Running} AND ended_at IS NULL ORDER BY started_at LIMIT 1",
        reader => new Row(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2) == 1, reader.TextOrNull(3), reader.GetInt64(4), reader.TextOrNull(5), reader.TextOrNull(6)), token), cancellationToken)).FirstOrDefault();

    private async Task CarryOutAsync(JobRun run, Row row, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (catalog.Find(row.Mapping) is not { } mapping)
        {
            await EndAsync(run, row, cancellationToken);
            return;
        }

        var locals = services.GetRequiredService<ILocalRecords>();
        if (row.Ids is null && !row.IsDry)
            await IdentifyAsync(run, mapping, cancellationToken);

        var ids = row.Ids is null
            ? locals.StreamIdsAsync(mapping, RecordsAtOnce, row.LastId, cancellationToken)
            : Pages(JsonSerializer.Deserialize(row.Ids, RecordJson.Default.ListString)!);
        var isBegun = row.Preview is not null && (row.Ids is not null || row.LastId is not null);
        var (passed, preview) = (row.LastId is null ? 0L : row.Taken, isBegun ? JsonSerializer.Deserialize(row.Preview!, RecordJson.Default.SyncRunPreview)! : new SyncRunPreview());
        await foreach (var page in ids)
        {
            // A list stands as it is and is counted; all that there is changes meanwhile, and is gone on with behind the last id.
            passed += page.Count;
            if (row.Ids is not null && passed <= row.Taken)
                continue;

            if (row.IsDry)
                preview = RunPreview.Add(preview, mapping, await AssessAsync(mapping, page, services, cancellationToken), options);
            if (!await TakeAsync(run, row, mapping, page, passed, preview, cancellationToken))
                return;
        }

        await EndAsync(run, row, cancellationToken);
    }

    private async Task<List<RecordWork>> AssessAsync(EntityMapping mapping, IReadOnlyList<string> page, IServiceProvider services, CancellationToken cancellationToken)
    {
        var work = page.Select(id => new RecordWork(mapping, new WorkItem(WorkKey.ForRecord(mapping.Name, id), Lane.Bulk, 0, Guid.Empty, 1, new Cause("run"), [], default))).ToList();
        var reader = new RemoteReader(salesforce.WithSettings(new CallSettings { Priority = CallPriority.Low }));
        await services.GetRequiredService<RecordAssessor>().AssessAsync(mapping, work, reader, settle: null, cancellationToken);
        return work;
    }

    private static async Task<bool> TakeAsync(JobRun run, Row row, EntityMapping mapping, IReadOnlyList<string> page, long taken, SyncRunPreview preview, CancellationToken cancellationToken)
    {
        var goesOn = false;
        await run.SaveAsync(run.Position, async (transaction, token) =>
        {
            goesOn = await transaction.ExecuteAsync(
                $"UPDATE sync_run SET taken = @taken, preview = @preview, last_id = @last WHERE id = @id AND state = {(int)SyncRunState.Running}", token,
                ("@taken", taken), ("@last", row.Ids is null ? page[^1] : null), ("@preview", row.IsDry ? JsonSerializer.Serialize(preview, RecordJson.Default.SyncRunPreview) : null), ("@id", row.Id)) > 0;
            if (goesOn && !row.IsDry)
                await transaction.MarkAsync([.. page.Select(id => new MarkRequest(WorkKey.ForRecord(mapping.Name, id), Lane.Bulk, SyncRuns.CauseOf(row.Id)) { Delay = TimeSpan.Zero })], token);
        }, cancellationToken);
        return goesOn;
    }

    private static Task EndAsync(JobRun run, Row row, CancellationToken cancellationToken) => run.SaveAsync(run.Position, async (transaction, token) =>
    {
        await transaction.ExecuteAsync(
            $"UPDATE sync_run SET state = {(int)SyncRunState.Done}, ended_at = @now WHERE id = @id AND state = {(int)SyncRunState.Running}", token,
            ("@now", transaction.Now.ToUnixTimeMilliseconds()), ("@id", row.Id));

        // The worker gathers a run's keys until it is taken up as a whole.
        ((StoreTransaction)transaction).HasMadeDue = true;
    }, cancellationToken);

    // Rows from before the engine have no external id yet: a run over all gives them one.
    private static async Task IdentifyAsync(JobRun run, EntityMapping mapping, CancellationToken cancellationToken)
    {
        for (var count = RecordsAtOnce; count == RecordsAtOnce;)
            await run.SaveAsync(run.Position, async (transaction, token) => count = await SiteWriter.IdentifyAsync(transaction, mapping, RecordsAtOnce, token), cancellationToken);
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> Pages(List<string> ids)
    {
        foreach (var page in ids.Where(id => WorkKey.TryParse($"{WorkKey.RecordKind}:x:{id}", out _)).Chunk(RecordsAtOnce))
            yield return page;

        await Task.CompletedTask;
    }

    private sealed record Row(Guid Id, string Mapping, bool IsDry, string? Ids, long Taken, string? Preview, string? LastId);
}
