using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Query;

/// <summary>One page of an answer.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Next">The path of the next page; null when this is the last.</param>
/// <param name="TotalSize">How many rows fit.</param>
internal sealed record QueryPage(IReadOnlyList<SalesforceRecord> Rows, string? Next, long TotalSize)
{
    public static QueryPage Read(SalesforceAnswer answer, JsonObject body)
    {
        if (body["records"] is not JsonArray records || body["done"].AsBoolean() is not { } done)
            throw answer.Unexpected();

        var rows = records.ToList();
        records.Clear();
        var next = done ? null : body["nextRecordsUrl"].AsText() ?? throw answer.Unexpected();

        // The path alone is followed, on the host that the token is good for.
        if (next is not null && !next.StartsWith("/services/data/", StringComparison.Ordinal))
            throw answer.Unexpected();
        return new QueryPage([.. rows.Select(row => row is JsonObject fields ? new SalesforceRecord("", fields) : throw answer.Unexpected())], next, body["totalSize"].AsNumber() ?? rows.Count);
    }
}
