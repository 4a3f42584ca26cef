using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Composite;

internal sealed class CompositeClient(SalesforceHttp http) : ISalesforceComposite
{
    public async Task<IReadOnlyList<CompositeResult>> SendAsync(CompositeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var subrequests = request.Subrequests;
        if (subrequests.Count is 0 or > CompositeRequest.MaxSubrequests)
            throw new ArgumentException($"A composite call takes 1 to {CompositeRequest.MaxSubrequests} subrequests, not {subrequests.Count}.", nameof(request));
        if (subrequests.Count(subrequest => subrequest.IsQuery) is > CompositeRequest.MaxQueries and var queries)
            throw new ArgumentException($"A composite call takes at most {CompositeRequest.MaxQueries} queries, not {queries}.", nameof(request));

        var answer = await http.SendAsync(new SalesforceCall("composite", HttpMethod.Post, $"{http.DataPath}/composite")
        {
            Count = subrequests.Count,
            Body = Body(request),
            IsWrite = subrequests.Any(subrequest => subrequest.Method != HttpMethod.Get),
            IsRepeatable = subrequests.All(subrequest => subrequest.Method != HttpMethod.Post),
        }, cancellationToken);
        if (answer.Object["compositeResponse"] is not JsonArray { } responses || responses.Count != subrequests.Count)
            throw answer.Unexpected();

        return [.. responses.ToList().Zip(subrequests, (response, subrequest) => Result(answer, response, subrequest))];
    }

    private JsonObject Body(CompositeRequest request) => new()
    {
        ["allOrNone"] = request.AllOrNone,
        ["collateSubrequests"] = request.Collate,
        ["compositeRequest"] = new JsonArray([.. request.Subrequests.Select(subrequest =>
        {
            var json = new JsonObject
            {
                ["method"] = subrequest.Method.Method,
                ["url"] = http.DataPath + subrequest.Path,
                ["referenceId"] = subrequest.ReferenceId,
            };
            if (subrequest.Record is { } record)
                json["body"] = record.ToJson(withAttributes: false, withId: false, subrequest.Without);
            return json;
        })]),
    };

    private static CompositeResult Result(SalesforceAnswer answer, JsonNode? response, CompositeSubrequest subrequest)
    {
        if (response is not JsonObject item || item["httpStatusCode"].AsNumber() is not { } status || item["referenceId"].AsText() != subrequest.ReferenceId)
            throw answer.Unexpected();

        var body = item["body"]?.DeepClone();
        var result = new CompositeResult(subrequest.ReferenceId, (HttpStatusCode)status) { Body = body };
        if (!result.Success)
            return result with { Errors = Errors(answer, body) };

        return result with
        {
            Id = SalesforceId.TryParse((body as JsonObject)?["id"].AsText(), out var id) ? id : subrequest.Record?.Id,
            Records = subrequest.Method == HttpMethod.Get ? Records(body) : [],
        };
    }

    private static IReadOnlyList<SalesforceError> Errors(SalesforceAnswer answer, JsonNode? body)
    {
        if (body is not JsonArray array)
            throw answer.Unexpected();

        using var document = JsonDocument.Parse(Json.Write(array));
        return ErrorAnswer.Errors(document.RootElement) ?? throw answer.Unexpected();
    }

    private static IReadOnlyList<SalesforceRecord> Records(JsonNode? body) => body switch
    {
        JsonObject page when page["records"] is JsonArray rows => [.. rows.OfType<JsonObject>().Select(row => new SalesforceRecord("", row.DeepClone().AsObject()))],
        JsonObject record => [new SalesforceRecord("", record.DeepClone().AsObject())],
        _ => [],
    };
}
