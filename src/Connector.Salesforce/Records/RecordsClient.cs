using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Records;

/// <summary>sObject rows and collections over REST.</summary>
internal sealed class RecordsClient(SalesforceHttp http) : ISalesforceRecords
{
    private const int CollectionSize = 200;
    private const int RetrieveSize = 2000;

    public async Task<SalesforceRecord?> GetAsync(string type, SalesforceId id, IReadOnlyCollection<string>? fields = null, CancellationToken cancellationToken = default)
    {
        var query = fields is { Count: > 0 } ? "?fields=" + Uri.EscapeDataString(string.Join(',', fields)) : "";
        try
        {
            var body = await http.SendAsync(HttpMethod.Get, $"{Row(type)}/{id}{query}", cancellationToken: cancellationToken);
            return new SalesforceRecord(type, Object(body));
        }
        catch (SalesforceNotFoundException)
        {
            return null;
        }
    }

    public async Task<SaveResult> CreateAsync(SalesforceRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Result(Object(await http.SendAsync(HttpMethod.Post, Row(record.Type), record.ToJson(withAttributes: false, withId: false), cancellationToken: cancellationToken)));
    }

    public async Task UpdateAsync(SalesforceRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var id = record.Id ?? throw new ArgumentException("A record without an id cannot be updated; create or upsert it.", nameof(record));
        await http.SendAsync(HttpMethod.Patch, $"{Row(record.Type)}/{id}", record.ToJson(withAttributes: false, withId: false), cancellationToken: cancellationToken);
    }

    public async Task<SaveResult> UpsertAsync(
        SalesforceRecord record, string externalIdField, string externalId, UpsertOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalIdField);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalId);
        var path = $"{Row(record.Type)}/{Uri.EscapeDataString(externalIdField)}/{Uri.EscapeDataString(externalId)}{(options?.UpdateOnly == true ? "?updateOnly=true" : "")}";
        var body = await http.SendAsync(HttpMethod.Patch, path, record.ToJson(withAttributes: false, withId: false, without: externalIdField), cancellationToken: cancellationToken);

        // Old versions answer an update with 204 and no body.
        return body is null ? new SaveResult(record.Id, true, false, []) : Result(Object(body));
    }

    public async Task DeleteAsync(string type, SalesforceId id, CancellationToken cancellationToken = default) =>
        await http.SendAsync(HttpMethod.Delete, $"{Row(type)}/{id}", cancellationToken: cancellationToken);

    public Task<IReadOnlyList<SaveResult>> CreateManyAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken = default) =>
        SendManyAsync(HttpMethod.Post, $"{http.DataPath}/composite/sobjects", records, withId: false, cancellationToken);

    public Task<IReadOnlyList<SaveResult>> UpdateManyAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Any(record => record.Id is null))
            throw new ArgumentException("A record without an id cannot be updated; create or upsert it.", nameof(records));

        return SendManyAsync(HttpMethod.Patch, $"{http.DataPath}/composite/sobjects", records, withId: true, cancellationToken);
    }

    public async Task<IReadOnlyList<SaveResult>> UpsertManyAsync(IReadOnlyList<SalesforceRecord> records, string externalIdField, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalIdField);
        if (records.Count == 0)
            return [];
        if (records.Select(record => record.Type).Distinct().Skip(1).Any())
            throw new ArgumentException("An upsert of many takes records of one object; group them first.", nameof(records));
        if (records.Any(record => string.IsNullOrWhiteSpace(record.Text(externalIdField))))
            throw new ArgumentException($"Every record needs its {externalIdField}.", nameof(records));

        var path = $"{http.DataPath}/composite/sobjects/{Uri.EscapeDataString(records[0].Type)}/{Uri.EscapeDataString(externalIdField)}";
        return await SendManyAsync(HttpMethod.Patch, path, records, withId: false, cancellationToken);
    }

    public async Task<IReadOnlyList<SaveResult>> DeleteManyAsync(IReadOnlyList<SalesforceId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var results = new List<SaveResult>(ids.Count);
        foreach (var chunk in ids.Chunk(CollectionSize))
        {
            var body = await http.SendAsync(HttpMethod.Delete, $"{http.DataPath}/composite/sobjects?ids={string.Join(',', chunk)}&allOrNone=false", cancellationToken: cancellationToken);
            results.AddRange(Results(body, chunk.Length));
        }

        return results;
    }

    public async Task<IReadOnlyList<SalesforceRecord?>> RetrieveAsync(
        string type, IReadOnlyList<SalesforceId> ids, IReadOnlyCollection<string> fields, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(fields);
        var records = new List<SalesforceRecord?>(ids.Count);
        foreach (var chunk in ids.Chunk(RetrieveSize))
        {
            var body = await http.SendAsync(HttpMethod.Post, $"{http.DataPath}/composite/sobjects/{Uri.EscapeDataString(type)}", new JsonObject
            {
                ["ids"] = new JsonArray([.. chunk.Select(id => JsonValue.Create(id.Value))]),
                ["fields"] = new JsonArray([.. fields.Select(field => JsonValue.Create(field))]),
            }, cancellationToken: cancellationToken);
            var rows = Array(body, chunk.Length);
            records.AddRange(rows.Select(row => row is JsonObject found ? new SalesforceRecord(type, found) : null));
        }

        return records;
    }

    private async Task<IReadOnlyList<SaveResult>> SendManyAsync(
        HttpMethod method, string path, IReadOnlyList<SalesforceRecord> records, bool withId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        var results = new List<SaveResult>(records.Count);
        foreach (var chunk in records.Chunk(CollectionSize))
        {
            var body = await http.SendAsync(method, path, new JsonObject
            {
                ["allOrNone"] = false,
                ["records"] = new JsonArray([.. chunk.Select(record => record.ToJson(withAttributes: true, withId))]),
            }, cancellationToken: cancellationToken);
            results.AddRange(Results(body, chunk.Length));
        }

        return results;
    }

    private string Row(string type) => $"{http.DataPath}/sobjects/{Uri.EscapeDataString(type)}";

    private static IEnumerable<SaveResult> Results(JsonNode? body, int expected) => Array(body, expected).Select(item => Result(Object(item)));

    private static SaveResult Result(JsonObject item)
    {
        using var errors = JsonDocument.Parse(item["errors"]?.ToJsonString() ?? "[]");
        return new SaveResult(
            SalesforceId.TryParse(item["id"]?.GetValue<string>(), out var id) ? id : null,
            item["success"]?.GetValue<bool>() ?? false,
            item["created"]?.GetValue<bool>(),
            ErrorAnswer.Errors(errors.RootElement) ?? []);
    }

    private static JsonArray Array(JsonNode? body, int expected)
    {
        if (body is not JsonArray array || array.Count != expected)
            throw new SalesforceTransportException($"Salesforce answered a batch of {expected} with {(body as JsonArray)?.Count ?? 0} results: they cannot be matched.") { MayHaveExecuted = true };

        // Each row is taken out of the array, so that a record can own it.
        var rows = array.ToList();
        array.Clear();
        return new JsonArray([.. rows]);
    }

    private static JsonObject Object(JsonNode? body) =>
        body as JsonObject ?? throw new SalesforceTransportException("Salesforce answered with JSON that is not of the documented form.") { MayHaveExecuted = true };
}
