using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Records;

/// <summary>Reads <c>{"id","success","errors","created"}</c>, of one record or of an item of a batch.</summary>
internal static class SaveResults
{
    public static SaveResult Read(SalesforceAnswer answer, JsonNode? item)
    {
        if (item is not JsonObject result || result["success"].AsBoolean() is not { } success)
            throw answer.Unexpected();

        return new SaveResult(
            SalesforceId.TryParse(result["id"].AsText(), out var id) ? id : null,
            success,
            result["created"].AsBoolean(),
            Errors(answer, result["errors"]));
    }

    private static IReadOnlyList<SalesforceError> Errors(SalesforceAnswer answer, JsonNode? errors)
    {
        if (errors is not JsonArray { Count: > 0 } array)
            return [];

        using var document = JsonDocument.Parse(Json.Write(array));
        return ErrorAnswer.Errors(document.RootElement) ?? throw answer.Unexpected();
    }
}
