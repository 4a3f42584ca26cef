using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/sobjects/X</c>: create, get, update, delete and upsert of one record.</summary>
internal sealed class RecordsApi(OrgData data)
{
    public RestResponse Create(RestRequest request, ObjectSchema type)
    {
        var input = RecordInput.FromJson(data.Schema, type, request.Json());
        var row = data.Write(request.Caller, transaction => RecordWriter.Create(transaction, type, input));
        var response = RestResponse.Json(StatusCodes.Status201Created, json => WriteSaved(json, row.Id, null));
        response.Headers["Location"] = $"{request.DataPath}/sobjects/{type.Name}/{row.Id}";
        return response;
    }

    /// <summary><c>POST /sobjects/X/Id</c>: an upsert that has no id yet.</summary>
    public RestResponse CreateById(RestRequest request, ObjectSchema type)
    {
        var input = RecordInput.FromJson(data.Schema, type, request.Json());
        var row = data.Write(request.Caller, transaction => RecordWriter.Create(transaction, type, input));
        return RestResponse.Json(StatusCodes.Status201Created, json => WriteSaved(json, row.Id, created: true));
    }

    public RestResponse Get(RestRequest request, ObjectSchema type, string id) => data.Read(() =>
    {
        var row = Visible(type, id);
        var modified = (DateTime)row[SystemFields.LastModifiedDate]!;
        var etag = type.Name == "Account" ? ETag(type, row) : null;
        if ((etag is not null && request.Header("If-None-Match") == etag) || Since(request, "If-Modified-Since") >= modified)
            return RestResponse.NotModified();
        if (Since(request, "If-Unmodified-Since") < modified)
            throw new OrgException("PRECONDITION_FAILED", "The resource has been modified");

        var response = RestResponse.Ok(json => WriteRecord(json, request, type, row, Fields(type, request.Parameter("fields"))));
        response.Headers["Last-Modified"] = modified.ToString("R", CultureInfo.InvariantCulture);
        if (etag is not null)
            response.Headers["ETag"] = etag;
        return response;
    });

    public RestResponse Update(RestRequest request, ObjectSchema type, string id)
    {
        var input = RecordInput.FromJson(data.Schema, type, request.Json());
        if (input.Id is not null)
            throw new OrgException("INVALID_FIELD", "The Id field should not be specified in the sobject data.", "Id");

        data.Write(request.Caller, transaction =>
        {
            CheckPreconditions(request, type, RecordWriter.Existing(transaction, type, ResourceId(type, id)));
            return RecordWriter.Update(transaction, type, id, input);
        });
        return RestResponse.NoContent();
    }

    public RestResponse Delete(RestRequest request, ObjectSchema type, string id)
    {
        data.Write(request.Caller, transaction =>
        {
            RecordRemoval.Delete(transaction, type, ResourceId(type, id));
            return true;
        });
        return RestResponse.NoContent();
    }

    public RestResponse GetByKey(RestRequest request, ObjectSchema type, string field, string value)
    {
        var key = Key(type, field);
        var row = data.Write(request.Caller, transaction => One(request, type, key, RecordWriter.Find(transaction, type, key, value)));
        return Get(request, type, row.Id);
    }

    public RestResponse DeleteByKey(RestRequest request, ObjectSchema type, string field, string value)
    {
        var key = Key(type, field);
        data.Write(request.Caller, transaction =>
        {
            RecordRemoval.Delete(transaction, type, One(request, type, key, RecordWriter.Find(transaction, type, key, value)).Id);
            return true;
        });
        return RestResponse.NoContent();
    }

    public RestResponse Upsert(RestRequest request, ObjectSchema type, string field, string value)
    {
        var key = Key(type, field);
        var input = RecordInput.FromJson(data.Schema, type, request.Json());
        if (input.Id is not null || input.Values.Any(item => item.Field == key))
            throw new OrgException("INVALID_FIELD", $"The {key.Name} field should not be specified in the sobject data.", key.Name);

        try
        {
            var (row, created) = data.Write(request.Caller, transaction => RecordWriter.Upsert(transaction, type, key, value, input, request.Flag("updateOnly")));
            return created || ApiVersions.Number(request.Version) >= 46
                ? RestResponse.Json(created ? StatusCodes.Status201Created : StatusCodes.Status200OK, json => WriteSaved(json, row.Id, created))
                : RestResponse.NoContent();
        }
        catch (OrgException exception) when (exception.Choices is not null)
        {
            throw Choices(request, type, exception.Choices);
        }
    }

    public static void WriteSaved(Utf8JsonWriter json, string id, bool? created)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteBoolean("success", true);
        json.WriteStartArray("errors");
        json.WriteEndArray();
        if (created is { } flag)
            json.WriteBoolean("created", flag);
        json.WriteEndObject();
    }

    public static void WriteRecord(Utf8JsonWriter json, RestRequest request, ObjectSchema type, OrgRow row, IEnumerable<FieldSchema> fields)
    {
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        json.WriteString("type", type.Name);
        json.WriteString("url", $"{request.DataPath}/sobjects/{type.Name}/{row.Id}");
        json.WriteEndObject();
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name);
            FieldValues.Write(json, field, row[field]);
        }

        json.WriteEndObject();
    }

    public static IReadOnlyList<FieldSchema> Fields(ObjectSchema type, string? names)
    {
        if (string.IsNullOrWhiteSpace(names))
            return [.. type.Visible];

        var fields = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => type.Field(name) ?? throw RecordInput.NoSuchField(type, name)).ToList();
        return fields.Exists(field => field.Ordinal == SystemFields.Id) ? fields : [.. fields, type.Fields[SystemFields.Id]];
    }

    private OrgRow Visible(ObjectSchema type, string id)
    {
        var row = data.Table(type).Find(ResourceId(type, id));
        if (row is null || data.HiddenRecords.Contains(row.Id))
            throw OrgException.NotFound();
        return row.IsDeleted ? throw new OrgException("ENTITY_IS_DELETED", "entity is deleted") : row;
    }

    // In a URL a thing that is no id is taken for the name of a field.
    private static string ResourceId(ObjectSchema type, string id) =>
        SalesforceIds.Normalize(id) is { } normal && normal.StartsWith(type.KeyPrefix, StringComparison.Ordinal)
            ? normal
            : throw new OrgException("NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {id}");

    private static FieldSchema Key(ObjectSchema type, string name) =>
        type.Field(name) is { } field && (field.ExternalId || field.Ordinal == SystemFields.Id)
            ? field
            : throw new OrgException("NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {name}");

    private static OrgRow One(RestRequest request, ObjectSchema type, FieldSchema key, IReadOnlyList<OrgRow> rows) => rows.Count switch
    {
        0 => throw OrgException.NotFound(),
        1 => rows[0],
        _ => throw Choices(request, type, [.. rows.Select(row => row.Id)]),
    };

    private static OrgException Choices(RestRequest request, ObjectSchema type, IReadOnlyList<string> ids) =>
        new("DUPLICATE_EXTERNAL_ID", "more than one record found for external id")
        {
            HttpStatus = StatusCodes.Status300MultipleChoices,
            Choices = [.. ids.Select(id => $"{request.DataPath}/sobjects/{type.Name}/{id}")],
        };

    private static void CheckPreconditions(RestRequest request, ObjectSchema type, OrgRow row)
    {
        if (type.Name == "Account" && request.Header("If-Match") is { } match && match != "*" && match != ETag(type, row))
            throw new OrgException("PRECONDITION_FAILED", "The resource has been modified: its ETag is another");
        if (Since(request, "If-Unmodified-Since") < (DateTime)row[SystemFields.LastModifiedDate]!)
            throw new OrgException("PRECONDITION_FAILED", "The resource has been modified");
    }

    private static DateTime? Since(RestRequest request, string header) =>
        DateTimeOffset.TryParse(request.Header(header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.UtcDateTime : null;

    private static string ETag(ObjectSchema type, OrgRow row) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RowJson.Write(type, row))).AsSpan(0, 12))}\"";
}
