using System.Text.Json.Nodes;
using Connector.Salesforce;
using Connector.Salesforce.Bulk;

namespace SyncEngine.Records;

/// <summary>Records of one mapping that go to Salesforce by one bulk job, and the columns that they need. No I/O.</summary>
internal sealed record BulkSend(BulkOperation Operation, IReadOnlyList<RecordWork> Work)
{
    // What bulk jobs take for null.
    private const string Null = "#N/A";

    // Source: Bulk API 2.0 and Bulk API Developer Guide, "Limits".
    private const int LongestText = 32_000;

    /// <summary>
    /// What of all that is to be sent goes by jobs: upserts by external id, and updates by Salesforce id, each if there are more than so many. What a person has
    /// decided against a duplicate rule, which a job cannot say, and values that CSV cannot say go by calls.
    /// </summary>
    public static IReadOnlyList<BulkSend> Of(IReadOnlyList<RecordWork> sends, int above)
    {
        if (sends.Count <= above)
            return [];

        return
        [
            .. sends.Where(record => (record.Remote is not null || record.Choice != SyncMatches.CreateNew) && IsSayable(record.Body!))
                .GroupBy(record => record.Remote is null ? BulkOperation.Upsert : BulkOperation.Update)
                .Where(group => group.Count() > above)
                .Select(group => new BulkSend(group.Key, [.. group])),
        ];
    }

    /// <summary>The bodies as a job takes them: with the key that its rows are found by.</summary>
    public IEnumerable<SalesforceRecord> Rows()
    {
        foreach (var record in Work)
        {
            if (Operation == BulkOperation.Upsert)
                record.Body![record.Mapping.ExternalIdField] = record.ExternalId;
            else
                record.Body!.Id = record.Remote!.Id;
            yield return record.Body;
        }
    }

    /// <summary>The columns of all rows: a row that lacks one leaves that field alone.</summary>
    public IReadOnlyList<string> Columns()
    {
        var columns = Operation == BulkOperation.Upsert ? [Work[0].Mapping.ExternalIdField] : new List<string> { "Id" };
        var known = columns.ToHashSet(StringComparer.OrdinalIgnoreCase);
        columns.AddRange(Work.SelectMany(record => record.Body!.Fields).Select(Column).Where(known.Add));
        return columns;
    }

    // A parent by its external id is a column of its own.
    private static string Column(KeyValuePair<string, JsonNode?> field) => field.Value is JsonObject parent ? $"{field.Key}.{parent.First().Key}" : field.Key;

    private static bool IsSayable(SalesforceRecord body) => body.Fields.All(field => field.Value switch
    {
        null => true,
        JsonObject parent => parent.Count == 1 && parent.First().Value is JsonValue key && Fits(key),
        JsonValue plain => Fits(plain),
        _ => false,
    });

    private static bool Fits(JsonValue value) => !value.TryGetValue(out string? text) || (text != Null && text.Length <= LongestText);
}
