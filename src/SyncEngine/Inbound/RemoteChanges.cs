using Connector.Salesforce;
using SyncEngine.Journal;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Storage;

namespace SyncEngine.Inbound;

/// <summary>Turns word of remote changes into marks. Echoes of our own writes are told by the base, before anything is marked; never by a timer or a flag.</summary>
internal sealed class RemoteChanges(ISyncStore store, MappingCatalog catalog) : IRemoteChanges
{
    /// <summary>The kind of keys for Salesforce records that are not linked: <c>remote:Member:003…</c>.</summary>
    public const string RemoteKind = "remote";

    public async Task<int> NoticeAsync(IReadOnlyCollection<RemoteChangeNotice> notices, string origin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notices);
        var marks = await MarksForAsync(notices, origin, cancellationToken);
        if (marks.Count > 0)
            await store.WriteAsync((transaction, token) => transaction.MarkAsync(marks, token), cancellationToken);
        return marks.Count;
    }

    public Task ResyncAsync(string? remoteObject, string reason, CancellationToken cancellationToken = default)
    {
        var mappings = catalog.All.Where(mapping => remoteObject is null || mapping.RemoteObject.Equals(remoteObject, StringComparison.OrdinalIgnoreCase)).ToList();
        return store.WriteAsync(async (transaction, token) =>
        {
            foreach (var mapping in mappings)
            {
                await transaction.ExecuteAsync(
                    "INSERT INTO sync_job (name, next_at) VALUES (@name, @now) ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at", token,
                    ("@name", SweepJob.NameOf(mapping.Name)), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
                await transaction.WriteAsync(new WorkKey("job", "run", SweepJob.NameOf(mapping.Name)), JournalAction.Noted, Cause.Engine, token, note: $"Everything is compared: {reason}");
            }
        }, cancellationToken);
    }

    /// <summary>The marks that notices make necessary.</summary>
    public async Task<List<MarkRequest>> MarksForAsync(IReadOnlyCollection<RemoteChangeNotice> notices, string origin, CancellationToken cancellationToken)
    {
        var marks = new List<MarkRequest>();
        foreach (var mapping in catalog.All)
        {
            var mine = notices.Where(notice => notice.RemoteObject.Equals(mapping.RemoteObject, StringComparison.OrdinalIgnoreCase)).ToList();
            if (mine.Count == 0)
                continue;

            var (switches, links) = await store.ReadAsync(async (reading, token) => (
                await reading.SwitchesAsync(mapping, token), await reading.LinkedAsync(mapping.Name, [.. mine.Select(notice => notice.RemoteId.Value)], token)), cancellationToken);
            if (switches is { Outward: DirectionSwitch.Off, Inward: DirectionSwitch.Off })
                continue;

            foreach (var notice in mine)
            {
                var cause = new Cause(origin, notice.Reference);
                if (links.TryGetValue(notice.RemoteId.Value, out var link))
                {
                    if (notice.Changed is not { } changed || notice.IsDeleted || Differing(mapping, link, changed, partial: true).Count > 0)
                        marks.Add(new MarkRequest(WorkKey.ForRecord(mapping.Name, link.ExternalId), mapping.Lane, cause));
                }
                else if (!notice.IsDeleted && Unlinked(mapping, notice.RemoteId, notice.Changed, switches, notice.Changed is null, cause) is { } mark)
                {
                    marks.Add(mark);
                }
            }
        }

        return [.. marks.DistinctBy(mark => mark.Key)];
    }

    /// <summary>The marks that rows as read make necessary.</summary>
    public async Task<List<MarkRequest>> MarksForAsync(EntityMapping mapping, IReadOnlyCollection<SalesforceRecord> rows, string origin, Switches switches, CancellationToken cancellationToken)
    {
        var links = await store.ReadAsync((reading, token) => reading.LinkedAsync(mapping.Name, [.. rows.Select(row => row.Id!.Value.Value)], token), cancellationToken);
        var marks = new List<MarkRequest>();
        foreach (var row in rows)
        {
            var cause = new Cause(origin, RecordPlanning.Moment(row["SystemModstamp"])?.ToString("O"));
            var isDeleted = row.Text("IsDeleted") == "true";
            if (links.TryGetValue(row.Id!.Value.Value, out var link))
            {
                var differing = Differing(mapping, link, row, partial: false);
                if (isDeleted || differing.Count > 0)
                    marks.Add(new MarkRequest(WorkKey.ForRecord(mapping.Name, link.ExternalId), mapping.Lane, cause, isDeleted ? null : differing));
            }
            else if (!isDeleted && Unlinked(mapping, row.Id!.Value, row, switches, mayCarryOurId: false, cause) is { } mark)
            {
                marks.Add(mark);
            }
        }

        return marks;
    }

    /// <summary>The mapped fields in which a row is not what was agreed on; those it does not carry are left out when it is only a part.</summary>
    public static List<string> Differing(EntityMapping mapping, RecordLink link, SalesforceRecord row, bool partial)
    {
        var differing = new List<string>();
        foreach (var field in mapping.Fields)
        {
            if ((!partial || row.Has(field.RemoteField)) && !(link.Base.TryGetValue(field.BaseKey, out var agreed) && field.Comparison.Same(agreed.Remote, field.FromRemote(row[field.RemoteField]))))
                differing.Add(field.Name);
        }

        foreach (var parent in mapping.Parents)
        {
            if ((!partial || row.Has(parent.RemoteField)) && !(link.Base.TryGetValue(parent.Navigation, out var agreed) && agreed.Remote == RecordPlanning.Remote(mapping, parent.Navigation, row)))
                differing.Add(parent.Navigation);
        }

        if ((!partial || row.Has(mapping.ExternalIdField)) && row.Text(mapping.ExternalIdField) is null)
            differing.Add(mapping.ExternalIdField);
        return differing;
    }

    // A record that carries an id of ours is ours to link; of the others a site may want new ones.
    private static MarkRequest? Unlinked(EntityMapping mapping, SalesforceId id, SalesforceRecord? row, Switches switches, bool mayCarryOurId, Cause cause)
    {
        var externalId = row?.Text(mapping.ExternalIdField);
        if (externalId is not null)
            return WorkKey.TryParse($"{WorkKey.RecordKind}:{mapping.Name}:{externalId}", out var known) ? new MarkRequest(known, mapping.Lane, cause) : null;

        return mayCarryOurId || (mapping.MakeLocal is not null && switches.Inward == DirectionSwitch.On)
            ? new MarkRequest(new WorkKey(RemoteKind, mapping.Name, id.Value), mapping.Lane, cause)
            : null;
    }
}
