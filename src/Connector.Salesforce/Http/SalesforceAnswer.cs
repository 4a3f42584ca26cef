using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Salesforce.Http;

/// <summary>A good answer, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The parsed body; null when it is empty.</param>
internal sealed record SalesforceAnswer(HttpStatusCode Status, JsonNode? Body)
{
    public required SalesforceCall Call { get; init; }

    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>True when an earlier sending of the same call may have been carried out before this one.</summary>
    public bool MayBeRepeated { get; init; }

    public JsonObject Object => Body as JsonObject ?? throw Unexpected();

    /// <summary>The answer to a batch, each row taken out so that a record can own it.</summary>
    public IReadOnlyList<JsonNode?> Rows(int expected)
    {
        if (Body is not JsonArray array || array.Count != expected)
        {
            throw new SalesforceTransportException(
                $"{Call} sent {expected} records and was answered with {(Body as JsonArray)?.Count ?? 0} results: they cannot be matched.", TransportFailure.UnreadableAnswer)
            { Status = Status, MayHaveExecuted = Call.IsWrite };
        }

        var rows = array.ToList();
        array.Clear();
        return rows;
    }

    public SalesforceTransportException Unexpected() =>
        new($"{Call} was answered {(int)Status} with JSON that is not of the documented form.", TransportFailure.UnreadableAnswer)
        {
            Status = Status,
            MayHaveExecuted = Call.IsWrite,
        };
}
