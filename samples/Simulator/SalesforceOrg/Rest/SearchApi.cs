using System.Globalization;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/search</c> (SOSL) and <c>/parameterizedSearch</c>.</summary>
internal sealed class SearchApi(OrgData data, SoqlEngine engine)
{
    // From here on the records stand in an object; before, the answer is the bare list.
    private const int FirstWithEnvelope = 37;

    public RestResponse Run(RestRequest request)
    {
        if (request.Parameter("q") is not { Length: > 0 } text)
            throw new OrgException("MALFORMED_SEARCH", "No search term was given");

        return Answer(request, SoslParser.Parse(text));
    }

    public RestResponse Parameterized(RestRequest request)
    {
        var query = request.Method == "POST" ? FromBody(request.Json()) : FromUrl(request);
        return Answer(request, query);
    }

    private static SoslQuery FromUrl(RestRequest request)
    {
        var fields = request.Parameter("fields") ?? "Id";
        var limit = Number(request.Parameter("overallLimit")) ?? SoslParser.MaxRecords;
        var common = Number(request.Parameter("defaultLimit"));
        var objects = request.Query.TryGetValue("sobject", out var names) ? names.OfType<string>() : [];
        return new SoslQuery(Term(request.Parameter("q")), Scope(request.Parameter("in")), [.. objects.Select(name => SoslParser.Returned(
            name, request.Parameter($"{name}.fields") ?? fields, Tail(request.Parameter($"{name}.where"), Number(request.Parameter($"{name}.limit")) ?? common)))], limit);
    }

    private static SoslQuery FromBody(JsonElement body)
    {
        var fields = Names(body, "fields") ?? "Id";
        var common = Whole(body, "defaultLimit");
        List<SoqlQuery> returning = [];
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("sobjects", out var objects) && objects.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in objects.EnumerateArray())
            {
                var name = CompositeApi.Text(item, "name") ?? throw new OrgException("JSON_PARSER_ERROR", "An sobject has no name");
                returning.Add(SoslParser.Returned(name, Names(item, "fields") ?? fields, Tail(CompositeApi.Text(item, "where"), Whole(item, "limit") ?? common)));
            }
        }

        return new SoslQuery(Term(CompositeApi.Text(body, "q")), Scope(CompositeApi.Text(body, "in")), returning, Whole(body, "overallLimit") ?? SoslParser.MaxRecords);
    }

    private RestResponse Answer(RestRequest request, SoslQuery search) => data.Read(() =>
    {
        var terms = SoslTerms.Parse(search.Find);
        var returning = search.Returning.Count > 0 ? search.Returning
            : [.. data.Schema.Objects.Where(type => data.Schema.Visible(type.Name) is not null).Select(type => SoslParser.Returned(type.Name, "Id"))];
        var found = new List<(SoqlResult Result, OrgRow Row)>();
        foreach (var query in returning)
        {
            var fields = Searched(SoqlBinder.Object(data, query.From), search.Scope);
            var result = engine.Run(query, withDeleted: false, row => terms.IsIn(row, fields));
            if (result.Projection is null)
                throw new OrgException("MALFORMED_SEARCH", "A search returns fields of records");
            found.AddRange(result.Rows.Select(row => (result, row)));
        }

        var envelope = ApiVersions.Number(request.Version) >= FirstWithEnvelope;
        return RestResponse.Ok(json =>
        {
            if (envelope)
            {
                json.WriteStartObject();
                json.WritePropertyName("searchRecords");
            }

            json.WriteStartArray();
            foreach (var (result, row) in found.Take(search.Limit))
                result.Projection!.Write(json, row, request.Version);
            json.WriteEndArray();
            if (envelope)
                json.WriteEndObject();
        });
    });

    private static IReadOnlyList<FieldSchema> Searched(ObjectSchema type, string scope) => [.. type.Visible.Where(field => scope switch
    {
        "NAME" => field.Name is "Name" or "FirstName" or "LastName" or "Subject",
        "EMAIL" => field.Type == FieldType.Email,
        "PHONE" => field.Type == FieldType.Phone,
        _ => field.IsText,
    })];

    private static string Tail(string? where, int? limit) =>
        (string.IsNullOrWhiteSpace(where) ? "" : $"WHERE {where} ") + (limit is { } number ? $"LIMIT {number}" : "");

    private static string Term(string? text) => text is { Length: > 0 } ? text : throw new OrgException("MALFORMED_SEARCH", "No search term was given");

    private static string Scope(string? text) => text?.ToUpperInvariant() switch
    {
        null or "" => "ALL",
        "ALL" or "NAME" or "EMAIL" or "PHONE" or "SIDEBAR" => text.ToUpperInvariant(),
        _ => throw new OrgException("MALFORMED_SEARCH", $"unexpected token: '{text}'"),
    };

    private static int? Number(string? text) =>
        text is null ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new OrgException("INVALID_INPUT", $"{text} is no limit");

    private static int? Whole(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static string? Names(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? string.Join(',', value.EnumerateArray().Select(item => item.ToString()))
            : null;
}
