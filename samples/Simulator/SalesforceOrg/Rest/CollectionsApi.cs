using System.Text.Json;
using Simulator.Faults;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/composite/sobjects</c>: up to 200 records in one call, results by index.</summary>
internal sealed class CollectionsApi(OrgData data, FaultRules faults)
{
    private const int MaxRecords = 200;
    private const int MaxChunks = 10;
    private const int MaxRetrieved = 2000;

    public RestResponse Create(RestRequest request) => Save(request, (transaction, type, record) =>
    {
        RefuseId(record);
        return (RecordWriter.Create(transaction, type, RecordInput.FromJson(data.Schema, type, record)), null);
    });

    public RestResponse Update(RestRequest request) => Save(request, (transaction, type, record) =>
    {
        var input = RecordInput.FromJson(data.Schema, type, record);
        if (input.Id is not { Length: > 0 } id)
            throw new OrgException("MISSING_ARGUMENT", "Id not specified in an update call");

        return (WithoutNotFound(() => RecordWriter.Update(transaction, type, id, input)), null);
    });

    public RestResponse Upsert(RestRequest request, ObjectSchema type, string field)
    {
        var key = type.Field(field) is { } known && (known.ExternalId || known.Ordinal == SystemFields.Id)
            ? known
            : throw new OrgException("NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {field}");
        var updateOnly = request.Flag("updateOnly");
        return Save(request, (transaction, recordType, record) =>
        {
            if (recordType.Name != type.Name)
                throw new OrgException("INVALID_TYPE", $"The record's type {recordType.Name} is not {type.Name}");

            var input = RecordInput.FromJson(data.Schema, type, record);
            if (key.Ordinal == SystemFields.Id)
                return input.Id is { Length: > 0 } id ? (WithoutNotFound(() => RecordWriter.Update(transaction, type, id, input)), false) : (RecordWriter.Create(transaction, type, input), true);

            var value = input.Values.Find(item => item.Field == key).Value
                ?? throw new OrgException("MISSING_ARGUMENT", $"{key.Name} not specified", key.Name);
            input.Values.RemoveAll(item => item.Field == key);
            var (row, created) = RecordWriter.Upsert(transaction, type, key, FieldValues.ToText(key, value), input, updateOnly);
            return (row, created);
        });
    }

    public RestResponse Delete(RestRequest request)
    {
        var ids = (request.Parameter("ids") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length == 0)
            throw new OrgException("MISSING_ARGUMENT", "ids are missing");
        if (ids.Length > MaxRecords)
            throw new OrgException("INVALID_ID_FIELD", $"DELETE calls are limited to {MaxRecords} records");

        return Run(request, ids.Length, request.Flag("allOrNone"), (transaction, index) =>
        {
            var type = SalesforceIds.Normalize(ids[index]) is { } id ? data.Schema.ByPrefix(id) : null;
            if (type is null || data.Schema.Visible(type.Name) is null)
                throw new OrgException("MALFORMED_ID", $"malformed id {ids[index]}");

            faults.ThrowForRow(request, type.Name, index);
            return (WithoutNotFound(() =>
            {
                RecordRemoval.Delete(transaction, type, ids[index]);
                return transaction.Find(type, SalesforceIds.Normalize(ids[index])!)!;
            }), null);
        });
    }

    public RestResponse Retrieve(RestRequest request, ObjectSchema type, IReadOnlyList<string> ids, string fields)
    {
        if (ids.Count > MaxRetrieved)
            throw new OrgException("EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MaxRetrieved} records into this call");

        var wanted = RecordsApi.Fields(type, fields);
        return data.Read(() => RestResponse.Ok(json =>
        {
            json.WriteStartArray();
            foreach (var id in ids)
            {
                if (SalesforceIds.Normalize(id) is { } normal && data.Table(type).Find(normal) is { IsDeleted: false } row && !data.HiddenRecords.Contains(normal))
                    RecordsApi.WriteRecord(json, request, type, row, wanted);
                else
                    json.WriteNullValue();
            }

            json.WriteEndArray();
        }));
    }

    private RestResponse Save(RestRequest request, Func<OrgTransaction, ObjectSchema, JsonElement, (OrgRow, bool?)> save)
    {
        var body = request.Json();
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("records", out var array) || array.ValueKind != JsonValueKind.Array)
            throw new OrgException("JSON_PARSER_ERROR", "The request has no list of records");

        var records = array.EnumerateArray().ToList();
        if (records.Count > MaxRecords)
            throw new OrgException("EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MaxRecords} records into this call");

        // The type of each record decides the chunk that it falls in.
        var types = records.ConvertAll(TypeName);
        if (types.Where((type, index) => index > 0 && type != types[index - 1]).Count() + 1 > MaxChunks)
            throw new OrgException("LIMIT_EXCEEDED", $"Cannot have more than {MaxChunks} chunks in a single operation. Please rearrange the data to reduce chunking.");

        var allOrNone = body.TryGetProperty("allOrNone", out var flag) && flag.ValueKind == JsonValueKind.True;
        return Run(request, records.Count, allOrNone, (transaction, index) =>
        {
            var type = types[index] is { } name ? data.Schema.Visible(name) : null;
            if (type is null)
                throw new OrgException("INVALID_TYPE", $"sObject type '{types[index]}' is not supported.");

            faults.ThrowForRow(request, type.Name, index);
            return save(transaction, type, records[index]);
        });
    }

    private RestResponse Run(RestRequest request, int count, bool allOrNone, Func<OrgTransaction, int, (OrgRow Row, bool? Created)> each)
    {
        var results = new (string? Id, bool? Created, IReadOnlyList<OrgError>? Errors)[count];
        data.Write(request.Caller, transaction =>
        {
            var failed = false;
            for (var index = 0; index < count; index++)
            {
                var mark = transaction.Mark;
                try
                {
                    var (row, created) = each(transaction, index);
                    results[index] = (row.Id, created, null);
                }
                catch (OrgException exception) when (exception.Errors[0].Code != "NOT_IMPLEMENTED")
                {
                    transaction.RollBack(mark);
                    failed = true;
                    results[index] = (null, null, exception.Errors);
                }
            }

            if (allOrNone && failed)
            {
                transaction.RollBack();
                var rolledBack = new OrgError("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header");
                for (var index = 0; index < count; index++)
                    results[index] = (null, null, results[index].Errors ?? [rolledBack]);
            }

            return true;
        });

        return RestResponse.Ok(json =>
        {
            json.WriteStartArray();
            foreach (var (id, created, errors) in results)
            {
                if (errors is null)
                    RecordsApi.WriteSaved(json, id!, created);
                else
                    WriteFailed(json, errors);
            }

            json.WriteEndArray();
        });
    }

    private static void WriteFailed(Utf8JsonWriter json, IReadOnlyList<OrgError> errors)
    {
        json.WriteStartObject();
        json.WriteBoolean("success", false);
        json.WriteStartArray("errors");
        foreach (var error in errors)
            ErrorJson.Write(json, error, "statusCode");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? TypeName(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
        && attributes.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : throw new OrgException("INVALID_FIELD", "The record has no attributes.type");

    private static void RefuseId(JsonElement record)
    {
        if (record.EnumerateObject().Any(property => property.Name.Equals("id", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null))
            throw new OrgException("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", "Id");
    }

    // In a collection there is no resource that could be missing: the same fault has another code.
    private static OrgRow WithoutNotFound(Func<OrgRow> work)
    {
        try
        {
            return work();
        }
        catch (OrgException exception) when (exception.Errors[0].Code == "NOT_FOUND")
        {
            throw new OrgException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
        }
    }
}
