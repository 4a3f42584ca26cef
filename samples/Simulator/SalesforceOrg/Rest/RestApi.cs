using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>Which part of the data API a call is for. What is not listed is not modelled, and says so.</summary>
internal sealed class RestApi(
    OrgData data, RecordsApi records, CollectionsApi collections, QueryApi queries, DescribeApi describe, ReplicationApi replication, CompositeApi composite, GraphApi graphs, TreeApi trees,
    SearchApi search, RelationshipApi relationships, ApiUsage usage)
{
    private static readonly string[] Resources = ["composite", "jobs", "limits", "parameterizedSearch", "query", "queryAll", "recent", "search", "sobjects"];

    /// <exception cref="OrgException">The call is refused.</exception>
    public RestResponse Handle(RestRequest request) => (request.Method, request.Segments) switch
    {
        ("GET", []) => RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            foreach (var name in Resources)
                json.WriteString(name, $"{request.DataPath}/{name}");
            json.WriteEndObject();
        }),
        ("GET", ["limits"]) => usage.Limits(),
        ("GET", ["query"]) => queries.Run(request, withDeleted: false),
        ("GET", ["queryAll"]) => queries.Run(request, withDeleted: true),
        ("GET", ["query" or "queryAll", var locator]) => queries.More(request, locator),
        ("GET", ["sobjects"]) => describe.Global(request),
        (_, ["sobjects", var name, .. var rest]) => SObject(request, Type(name), rest),
        ("GET", ["recent"]) => RestResponse.Ok(NothingViewed),
        ("GET", ["search"]) => search.Run(request),
        ("GET" or "POST", ["parameterizedSearch"]) => search.Parameterized(request),
        ("GET", ["composite"]) => RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            foreach (var name in (string[])["batch", "graph", "sobjects", "tree"])
                json.WriteString(name, $"{request.DataPath}/composite/{name}");
            json.WriteEndObject();
        }),
        ("POST", ["composite"]) => composite.Run(request, Handle),
        ("POST", ["composite", "batch"]) => CompositeApi.Batch(request, Handle),
        ("POST", ["composite", "sobjects"]) => collections.Create(request),
        ("PATCH", ["composite", "sobjects"]) => collections.Update(request),
        ("DELETE", ["composite", "sobjects"]) => collections.Delete(request),
        ("PATCH", ["composite", "sobjects", var name, var field]) => collections.Upsert(request, Type(name), field),
        ("POST", ["composite", "sobjects", var name]) => Retrieve(request, Type(name)),
        ("GET", ["composite", "sobjects", var name]) => collections.Retrieve(request, Type(name), List(request.Parameter("ids")), request.Parameter("fields") ?? ""),
        ("POST", ["composite", "graph"]) => graphs.Run(request, Handle),
        ("POST", ["composite", "tree", var name]) => trees.Create(request, Type(name)),
        (_, ["query" or "queryAll" or "limits" or "composite" or "recent" or "search" or "parameterizedSearch", ..]) => throw OrgException.MethodNotAllowed(request.Method),
        _ => throw OrgException.NotModelled($"{request.Method} {request.DataPath}/{string.Join('/', request.Segments)}"),
    };

    private RestResponse SObject(RestRequest request, ObjectSchema type, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => DescribeApi.Basic(request, type),
        ("POST", []) => records.Create(request, type),
        ("GET", ["describe"]) => describe.Full(request, type),
        (_, ["listviews" or "quickActions" or "namedLayouts" or "relevantItems", ..]) => throw OrgException.NotModelled($"/sobjects/{type.Name}/{rest[0]}"),
        (_, ["describe", ..]) => throw OrgException.NotModelled($"/sobjects/{type.Name}/{string.Join('/', rest)}"),
        ("GET", ["updated"]) => replication.Updated(request, type),
        ("GET", ["deleted"]) => replication.Deleted(request, type),
        ("GET", [var id]) => records.Get(request, type, id),
        ("PATCH", [var id]) => records.Update(request, type, id),
        ("DELETE", [var id]) => records.Delete(request, type, id),
        ("POST", ["Id" or "id"]) => records.CreateById(request, type),
        ("GET", [var field, var value]) when SalesforceIds.Normalize(field) is null => records.GetByKey(request, type, field, value),
        ("PATCH" or "POST", [var field, var value]) => records.Upsert(request, type, field, value),
        ("DELETE", [var field, var value]) => records.DeleteByKey(request, type, field, value),
        ("GET", [var id, .. var path]) => relationships.Follow(request, type, id, path),
        (_, [] or [_] or [_, _]) => throw OrgException.MethodNotAllowed(request.Method),
        _ => throw OrgException.NotModelled($"{request.Method} /sobjects/{type.Name}/{string.Join('/', rest)}"),
    };

    // Recent is what a person looked at in the browser; a user of the API has looked at nothing.
    private static void NothingViewed(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }

    private RestResponse Retrieve(RestRequest request, ObjectSchema type)
    {
        var body = request.Json();
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array
            || !body.TryGetProperty("fields", out var fields) || fields.ValueKind != JsonValueKind.Array)
        {
            throw new OrgException("JSON_PARSER_ERROR", "A retrieve has ids and fields");
        }

        return collections.Retrieve(request, type, [.. ids.EnumerateArray().Select(id => id.ToString())], string.Join(',', fields.EnumerateArray().Select(field => field.ToString())));
    }

    private ObjectSchema Type(string name) => data.Schema.Visible(name) ?? throw OrgException.NotFound();

    private static string[] List(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
