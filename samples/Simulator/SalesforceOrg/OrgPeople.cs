using System.Text.Json;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg;

/// <summary>The org as a person who works in it, or another integration, sees and edits it: past sessions, limits and hidden records.</summary>
internal sealed class OrgPeople(OrgData data, OrgIdentity identity)
{
    public OrgData Data => data;

    public ObjectSchema Type(string name) => data.Schema.Find(name) ?? throw OrgException.NotFound();

    /// <summary>Creates with an id of null, otherwise updates. The client's name is what change events show; null is a person.</summary>
    public OrgRow Save(string type, string? id, JsonElement fields, string? client = null)
    {
        var schema = Type(type);
        var input = RecordInput.FromJson(data.Schema, schema, fields);
        return data.Write(Caller(client), transaction => id is null ? RecordWriter.Create(transaction, schema, input) : RecordWriter.Update(transaction, schema, id, input));
    }

    public void Delete(string type, string id, string? client = null) => data.Write(Caller(client), transaction =>
    {
        RecordRemoval.Delete(transaction, Type(type), id);
        return true;
    });

    public OrgRow Undelete(string type, string id) => data.Write(Caller(null), transaction => RecordRemoval.Undelete(transaction, Type(type), id));

    public OrgRow Merge(string type, string winner, IReadOnlyList<string> losers) =>
        data.Write(Caller(null), transaction => RecordRemoval.Merge(transaction, Type(type), winner, losers));

    public OrgRow? Find(string type, string id) =>
        SalesforceIds.Normalize(id) is { } normal ? data.Read(() => data.Table(Type(type)).Find(normal)) : null;

    /// <summary>A page of records, the latest changed first, whose text contains the words sought.</summary>
    public (IReadOnlyList<OrgRow> Rows, int Total) Page(string type, string? search, bool deleted, int offset, int limit)
    {
        var schema = Type(type);
        return data.Read(() =>
        {
            var rows = data.Table(schema).All.Where(row => row.IsDeleted == deleted);
            if (!string.IsNullOrWhiteSpace(search))
                rows = rows.Where(row => schema.Fields.Any(field => row[field] is string text && text.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase)));
            var found = rows.OrderByDescending(row => row.SystemModstamp).ThenByDescending(row => row.Id, StringComparer.Ordinal).ToList();
            return ((IReadOnlyList<OrgRow>)found.Skip(offset).Take(limit).ToList(), found.Count);
        });
    }

    /// <summary>Takes the callers' sight of a record, or their right to write it, and gives them back.</summary>
    public void Permit(string id, bool visible, bool writable) => data.Write(Caller(null), _ =>
    {
        var normal = SalesforceIds.Normalize(id) ?? throw OrgException.NotFound();
        Set(data.HiddenRecords, normal, !visible);
        Set(data.ReadOnlyRecords, normal, !writable);
        return true;
    });

    private static void Set(HashSet<string> ids, string id, bool contained)
    {
        if (contained)
            ids.Add(id);
        else
            ids.Remove(id);
    }

    private OrgCaller Caller(string? client) => new(identity.OtherUserId, client)
    {
        AllowDuplicates = true,
        ChangeOrigin = client is null ? "com/salesforce/ui" : $"com/salesforce/api/rest/67.0;client={client}",
    };
}
