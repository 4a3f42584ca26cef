using System.Text.Json;
using Connector.Salesforce;
using Connector.Salesforce.Query;
using Connector.Salesforce.RateLimiting;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Schedules;

namespace SyncEngine.Inbound;

/// <summary>
/// Asks Salesforce what changed in one object, by <c>SystemModstamp</c>. The window overlaps the one before, because a modstamp may become visible late;
/// what was seen in it is remembered. The watermark is Salesforce's own time, of rows that were read before the marks are made, and is stored with them.
/// </summary>
internal sealed class PollJob(string name, MappingCatalog catalog, RemoteChanges changes, ISalesforceClient salesforce, SyncEngineOptions options) : ISyncJob
{
    private const int RowsAtOnce = 500;
    private const int MostRemembered = 5000;

    private readonly ISalesforceClient _salesforce = salesforce.WithSettings(new CallSettings { Priority = CallPriority.Low });

    // As it is in force when the job runs: an admin may have published another version.
    private EntityMapping Mapping => catalog.Find(name)!;

    public string Name => $"poll:{name}";

    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) => options.PollEvery == TimeSpan.Zero ? null : isFirst ? now : now + options.PollEvery;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var switches = await run.Store.ReadAsync((reading, token) => reading.SwitchesAsync(Mapping, token), cancellationToken);
        if (switches is { Outward: DirectionSwitch.Off, Inward: DirectionSwitch.Off })
            return;

        var position = run.Position is null ? await StartAsync(cancellationToken) : JsonSerializer.Deserialize(run.Position, InboundJson.Default.PollPosition)!;
        if (position is null)
            return;

        if (run.Position is null)
            await run.SaveAsync(JsonSerializer.Serialize(position, InboundJson.Default.PollPosition), null, cancellationToken);

        var (read, marked) = (0, 0);
        var batch = new List<SalesforceRecord>();
        await foreach (var row in _salesforce.Query.QueryAllAsync(Changed(position.Watermark - options.PollOverlap), cancellationToken))
        {
            batch.Add(row);
            if (batch.Count == RowsAtOnce)
                await TakeAsync();
        }

        await TakeAsync();
        run.Report = read == 0 ? null : $"{read} changed records read, {marked} to be looked at.";

        async Task TakeAsync()
        {
            var fresh = batch.Where(row => !position.HasSeen(row)).ToList();
            var next = position.With(batch, options.PollOverlap, MostRemembered);
            var marks = await changes.MarksForAsync(Mapping, fresh, "poll", switches, cancellationToken);
            await run.SaveAsync(JsonSerializer.Serialize(next, InboundJson.Default.PollPosition), (transaction, token) => transaction.MarkAsync(marks, token), cancellationToken);
            (position, read, marked) = (next, read + fresh.Count, marked + marks.Count);
            batch.Clear();
        }
    }

    // Where to begin is told by Salesforce, so that no clock of ours has a say; a first sync brings what was there before.
    private async Task<PollPosition?> StartAsync(CancellationToken cancellationToken)
    {
        await foreach (var newest in _salesforce.Query.QueryAllAsync($"SELECT Id, SystemModstamp FROM {Mapping.RemoteObject:name} ORDER BY SystemModstamp DESC LIMIT 1", cancellationToken))
        {
            if (RecordPlanning.Moment(newest["SystemModstamp"]) is { } at)
                return new PollPosition(2, at, []);
        }

        return new PollPosition(2, new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), []);
    }

    private Soql Changed(DateTimeOffset since)
    {
        var fields = string.Join(", ", Mapping.RemoteFields.Concat(["SystemModstamp", "IsDeleted"]).Concat(Mapping.CanBeMerged ? ["MasterRecordId"] : []).Distinct());
        return $"SELECT {fields:name} FROM {Mapping.RemoteObject:name} WHERE SystemModstamp >= {since} ORDER BY SystemModstamp";
    }
}
