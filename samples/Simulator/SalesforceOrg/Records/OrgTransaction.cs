using Simulator.SalesforceOrg.Schema;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Records;

/// <summary>One unit of work on the org: seen by itself at once, kept or undone as a whole, or undone back to a mark. Held under the org's lock.</summary>
internal sealed class OrgTransaction(OrgData data, OrgCaller caller, DateTimeOffset now)
{
    private readonly List<(string Type, string Id, OrgRow? Before, OrgRow? After)> _log = [];

    public OrgData Data => data;

    public OrgCaller Caller { get; set; } = caller;

    public DateTimeOffset Now { get; } = now;

    /// <summary>What the clock shows on every record of this transaction.</summary>
    public object Stamp { get; } = FieldValues.ToSecond(now.UtcDateTime);

    /// <summary>What else becomes durable with this transaction.</summary>
    public DocumentBatch AlsoWrite { get; } = new();

    public int Mark => _log.Count;

    public OrgRow? Find(ObjectSchema type, string id) => data.Table(type).Find(id);

    public void Put(OrgRow row)
    {
        var table = data.Table(row.Type);
        _log.Add((row.Type, row.Id, table.Find(row.Id), row));
        table.Put(row);
    }

    /// <summary>Deletes for good.</summary>
    public void Remove(OrgRow row)
    {
        _log.Add((row.Type, row.Id, row, null));
        data.Table(row.Type).Remove(row.Id);
    }

    public void RollBack(int mark = 0)
    {
        for (var at = _log.Count - 1; at >= mark; at--)
        {
            var (type, id, before, _) = _log[at];
            if (before is null)
                data.Table(type).Remove(id);
            else
                data.Table(type).Put(before);
        }

        _log.RemoveRange(mark, _log.Count - mark);
    }

    /// <summary>The net changes, one a record, in the order of the first touch.</summary>
    public IReadOnlyList<OrgChange> Changes()
    {
        if (_log.Count == 1)
            return [new OrgChange(_log[0].Type, _log[0].Id, _log[0].Before, _log[0].After)];

        var net = new OrderedDictionary<(string Type, string Id), OrgChange>();
        foreach (var (type, id, before, after) in _log)
        {
            var first = net.TryGetValue((type, id), out var known) ? known.Before : before;
            net[(type, id)] = new OrgChange(type, id, first, after);
        }

        return [.. net.Values.Where(change => change.Before is not null || change.After is not null)];
    }
}

/// <summary>What a transaction did to a record: none before is a new one, none after is one deleted for good.</summary>
internal sealed record OrgChange(string Type, string Id, OrgRow? Before, OrgRow? After);
