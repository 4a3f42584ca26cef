using System.Net;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Query;

/// <summary>
/// Queries in the body of a composite call: up to five for one call of the allocation, each as long as SOQL may be.
/// Source: Salesforce Help, "Maximum number of rows returned by SOQL queries over the REST API"; REST API Developer Guide, "Composite".
/// </summary>
internal sealed class ComposedQueries(SalesforceHttp http)
{
    /// <summary>The first page of each, in their order.</summary>
    /// <exception cref="SalesforceException">One of them failed.</exception>
    public async Task<IReadOnlyList<QueryPage>> PagesAsync(string resource, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var call = new SalesforceCall(resource == "query" ? "query" : "query_all", HttpMethod.Post, $"{http.DataPath}/composite")
        {
            Count = paths.Count,
            Body = Body(paths),
            IsWrite = false,
            IsRepeatable = true,
        };
        var answer = await http.SendAsync(call, cancellationToken);
        return answer.Object["compositeResponse"] is JsonArray responses && responses.Count == paths.Count
            ? [.. responses.Select(response => Page(answer, response as JsonObject))]
            : throw answer.Unexpected();
    }

    private JsonObject Body(IReadOnlyList<string> paths) => new()
    {
        ["allOrNone"] = false,
        ["compositeRequest"] = new JsonArray([.. paths.Select((path, index) =>
        {
            var part = new JsonObject { ["method"] = "GET", ["url"] = path, ["referenceId"] = $"q{index}" };
            if (http.Settings.QueryPageSize is { } size)
                part["httpHeaders"] = new JsonObject { ["Sforce-Query-Options"] = $"batchSize={size}" };
            return part;
        })]),
    };

    private static QueryPage Page(SalesforceAnswer answer, JsonObject? response) => response?["httpStatusCode"].AsNumber() switch
    {
        null => throw answer.Unexpected(),
        >= 200 and < 300 => QueryPage.Read(answer, response!["body"] as JsonObject ?? throw answer.Unexpected()),
        var status => throw (ErrorAnswer.Errors(response!["body"]?.ToJsonString() ?? "") is { Count: > 0 } errors
            ? ErrorAnswer.Of(answer.Call, (HttpStatusCode)status, errors, requestId: null, retryAfter: null, mayHaveExecuted: false)
            : answer.Unexpected()),
    };
}
