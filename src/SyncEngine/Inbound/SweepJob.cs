using Connector.Salesforce;
using Connector.Salesforce.Query;
using Connector.Salesforce.RateLimiting;
using Cronos;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Journal;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Schedules;
using SyncEngine.Storage;

namespace SyncEngine.Inbound;

/// <summary>
/// Compares one mapping as a whole, in pages: every Salesforce record and every site's record against what was agreed on. It finds what saves past EF,
/// lost notices and hidden edits have left, marks it in the bulk lane, and tells what it found. What is missing on one side is marked only if it
/// was proved to be deleted, and if there is not too much of it.
/// </summary>
internal sealed class SweepJob(
    string name, MappingCatalog catalog, RemoteChanges changes, IServiceScopeFactory scopes, ISalesforceClient salesforce, ISyncAlerts alerts, SyncEngineOptions options) : ISyncJob
{
    private const int RowsAtOnce = 500;
    private const int AlwaysAllowed = 10;

    private readonly ISalesforceClient _salesforce = salesforce.WithSettings(new CallSettings { Priority = CallPriority.Low });

    // As it is in force when the job runs: an admin may have published another version.
    private EntityMapping Mapping => catalog.Find(name)!;

    public string Name => NameOf(name);

    public static string NameOf(string mapping) => $"sweep:{mapping}";

    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) =>
        options.SweepSchedule.Length == 0 ? null : CronExpression.Parse(options.SweepSchedule).GetNextOccurrence(now, TimeZoneInfo.FindSystemTimeZoneById(options.SweepTimeZone));

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var switches = await run.Store.ReadAsync((reading, token) => reading.SwitchesAsync(Mapping, token), cancellationToken);
        if (switches is { Outward: DirectionSwitch.Off, Inward: DirectionSwitch.Off })
            return;

        var (seen, remote) = await CompareRemoteAsync(run, switches, cancellationToken);
        var local = await CompareLocalAsync(run, seen, cancellationToken);
        local.New = await MarkNewAsync(run, cancellationToken);
        var gone = await MarkGoneAsync(run, local, cancellationToken);
        run.Report = $"{seen.Count} records in Salesforce and {local.Links} links compared; {remote + local.Differing} differed, {local.New} were new on the site, {gone}.";
        await run.SaveAsync(null, (transaction, token) => transaction.WriteAsync(new WorkKey("job", "sweep", Mapping.Name), JournalAction.Noted, new Cause("sweep"), token, note: run.Report), cancellationToken);
        if (remote + local.Differing > 0)
            await alerts.RaisedAsync(new SyncAlert(AlertKind.DriftFound, Mapping.Name, $"The sweep of {Mapping.Name} found {remote + local.Differing} records that differed and that nothing had told; they are looked at now."), cancellationToken);
    }

    private async Task<(HashSet<string> Seen, int Marked)> CompareRemoteAsync(JobRun run, Switches switches, CancellationToken cancellationToken)
    {
        var (seen, marked, last) = (new HashSet<string>(), 0, "");
        while (true)
        {
            var page = new List<SalesforceRecord>();
            await foreach (var row in _salesforce.Query.QueryAsync(Page(last), cancellationToken))
                page.Add(row);
            if (page.Count == 0)
                return (seen, marked);

            seen.UnionWith(page.Select(row => row.Id!.Value.Value));
            foreach (var chunk in page.Chunk(RowsAtOnce))
                marked += await MarkAsync(run, await changes.MarksForAsync(Mapping, chunk, "sweep", switches, cancellationToken), cancellationToken);
            last = page[^1].Id!.Value.Value;
        }
    }

    private async Task<LocalFindings> CompareLocalAsync(JobRun run, HashSet<string> seen, CancellationToken cancellationToken)
    {
        var findings = new LocalFindings();
        var last = "";
        while (true)
        {
            var links = await run.Store.ReadAsync((reading, token) => reading.QueryAsync(
                $"SELECT external_id, remote_id, base FROM sync_link WHERE mapping = @mapping AND external_id > @last ORDER BY external_id LIMIT {RowsAtOnce}",
                reader => new RecordLink(reader.GetString(0), reader.GetString(1), RecordJson.ReadBase(reader.GetString(2))), token, ("@mapping", Mapping.Name), ("@last", last)), cancellationToken);
            if (links.Count == 0)
                return findings;

            await using var scope = scopes.CreateAsyncScope();
            var entities = await scope.ServiceProvider.GetRequiredService<ILocalRecords>().LoadAsync(Mapping, [.. links.Select(link => link.ExternalId)], cancellationToken);
            var marks = new List<MarkRequest>();
            foreach (var link in links)
            {
                if (!entities.TryGetValue(link.ExternalId, out var entity))
                    findings.LocalGone.Add(link.ExternalId);
                else if (!seen.Contains(link.RemoteId))
                    findings.RemoteMissing[link.RemoteId] = link.ExternalId;
                else if (Differs(link, entity))
                    marks.Add(Mark(link.ExternalId));
            }

            findings.Links += links.Count;
            findings.Differing += await MarkAsync(run, marks, cancellationToken);
            last = links[^1].ExternalId;
        }
    }

    // Records of the site that nobody has marked yet: rows from before the engine, or written past EF.
    private async Task<int> MarkNewAsync(JobRun run, CancellationToken cancellationToken)
    {
        var found = 0;
        await using var scope = scopes.CreateAsyncScope();
        await foreach (var chunk in scope.ServiceProvider.GetRequiredService<ILocalRecords>().StreamIdsAsync(Mapping, RowsAtOnce, after: null, cancellationToken))
        {
            var linked = await run.Store.ReadAsync((reading, token) => reading.LinksAsync(Mapping.Name, chunk, token), cancellationToken);
            found += await MarkAsync(run, [.. chunk.Where(id => !linked.ContainsKey(id)).Select(Mark)], cancellationToken);
        }

        return found;
    }

    private async Task<string> MarkGoneAsync(JobRun run, LocalFindings findings, CancellationToken cancellationToken)
    {
        // Absence is no evidence of deletion, only the org's own word is: what else is missing is looked at and asked about, one by one.
        var deleted = new List<string>();
        foreach (var chunk in findings.RemoteMissing.Keys.Chunk(300))
        {
            await foreach (var row in _salesforce.Query.QueryAllAsync($"SELECT Id, IsDeleted FROM {Mapping.RemoteObject:name} WHERE Id IN {chunk}", cancellationToken))
            {
                if (row.Text("IsDeleted") == "true")
                    deleted.Add(findings.RemoteMissing[row.Id!.Value.Value]);
            }
        }

        var gone = deleted.Count + findings.LocalGone.Count;
        if (gone > Math.Max(AlwaysAllowed, findings.Links * options.SweepBlastRadius))
        {
            await alerts.RaisedAsync(new SyncAlert(AlertKind.SweepStopped, Mapping.Name,
                $"The sweep of {Mapping.Name} stopped: {deleted.Count} records are deleted in Salesforce and {findings.LocalGone.Count} on the site, of {findings.Links}. "
                + "Nothing was done about them. If that is right, sync them by hand."), cancellationToken);
            return $"{gone} are gone on one side, too many to act on without being asked";
        }

        await MarkAsync(run, [.. deleted.Concat(findings.LocalGone).Select(Mark)], cancellationToken);
        return $"{gone} were gone on one side";
    }

    private bool Differs(RecordLink link, object entity)
    {
        foreach (var field in Mapping.Fields)
        {
            string? value;
            try
            {
                value = field.Read(entity);
            }
            catch (Exception)
            {
                // Looked at by the reconciler, which tells what is wrong with it.
                return true;
            }

            if (field.Direction != Direction.FromSalesforce && !(link.Base.TryGetValue(field.BaseKey, out var agreed) && field.Comparison.Same(agreed.Local, value)))
                return true;
        }

        return false;
    }

    private MarkRequest Mark(string externalId) => new(WorkKey.ForRecord(Mapping.Name, externalId), Lane.Bulk, new Cause("sweep"));

    private static async Task<int> MarkAsync(JobRun run, List<MarkRequest> marks, CancellationToken cancellationToken)
    {
        if (marks.Count > 0)
            await run.SaveAsync(run.Position, (transaction, token) => transaction.MarkAsync([.. marks.Select(mark => mark with { Lane = Lane.Bulk })], token), cancellationToken);
        return marks.Count;
    }

    private Soql Page(string last)
    {
        var fields = string.Join(", ", Mapping.RemoteFields.Append("SystemModstamp").Distinct());
        return last.Length == 0
            ? (Soql)$"SELECT {fields:name} FROM {Mapping.RemoteObject:name} ORDER BY Id LIMIT 2000"
            : $"SELECT {fields:name} FROM {Mapping.RemoteObject:name} WHERE Id > {last} ORDER BY Id LIMIT 2000";
    }

    private sealed class LocalFindings
    {
        public int Links { get; set; }

        public int Differing { get; set; }

        public int New { get; set; }

        public List<string> LocalGone { get; } = [];

        public Dictionary<string, string> RemoteMissing { get; } = [];
    }
}
