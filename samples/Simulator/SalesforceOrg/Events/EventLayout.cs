using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Events;

/// <summary>
/// How an object's change events look: field 0 is the header, then the record's fields, where a person's name and each address are records of
/// their own. The layout follows the object's schema as it is now; its id is a hash of the Avro schema.
/// </summary>
internal sealed partial class EventLayout
{
    private const string Header = """
        {"name":"ChangeEventHeader","type":{"type":"record","name":"ChangeEventHeader","fields":[{"name":"entityName","type":"string"},{"name":"recordIds","type":{"type":"array","items":"string"}},{"name":"changeType","type":{"type":"enum","name":"ChangeType","symbols":["CREATE","UPDATE","DELETE","UNDELETE","GAP_CREATE","GAP_UPDATE","GAP_DELETE","GAP_UNDELETE","GAP_OVERFLOW","SNAPSHOT"]}},{"name":"changeOrigin","type":"string"},{"name":"transactionKey","type":"string"},{"name":"sequenceNumber","type":"int"},{"name":"commitTimestamp","type":"long"},{"name":"commitNumber","type":"long"},{"name":"commitUser","type":"string"},{"name":"nulledFields","type":{"type":"array","items":"string"}},{"name":"diffFields","type":{"type":"array","items":"string"}},{"name":"changedFields","type":{"type":"array","items":"string"}}]}}
        """;

    private static readonly string[] NameParts = ["Salutation", "FirstName", "LastName"];
    private static readonly string[] AddressParts = ["Street", "City", "State", "PostalCode", "Country"];

    public EventLayout(ObjectSchema type)
    {
        Type = type;
        Fields = [.. Lay(type)];
        Json = WriteSchema();
        Id = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Json)).AsSpan(0, 16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public ObjectSchema Type { get; }

    /// <summary>The fields after the header.</summary>
    public IReadOnlyList<EventField> Fields { get; }

    public string Json { get; }

    public string Id { get; }

    public static string EventName(string type) =>
        type.EndsWith("__c", StringComparison.Ordinal) ? $"{type[..^3]}__ChangeEvent" : $"{type}ChangeEvent";

    private static IEnumerable<EventField> Lay(ObjectSchema type)
    {
        var isPerson = type.Stored("FirstName") is not null && type.Stored("LastName") is not null;
        foreach (var field in type.Fields)
        {
            var address = Address().Match(field.Name) is { Success: true } match ? match.Groups[1].Value : null;
            if (field.Ordinal is SystemFields.Id or SystemFields.IsDeleted or SystemFields.SystemModstamp or SystemFields.MasterRecordId)
                continue;
            if (isPerson && field.Name == "Name")
                yield return new EventField("Name", null, [.. NameParts.Where(part => type.Stored(part) is not null).Select(part => new EventField(part, type.Stored(part)))]) { IsName = true };
            else if (field.Name.EndsWith("Street", StringComparison.Ordinal) && address is not null)
                yield return new EventField($"{address}Address", null, [.. AddressParts.Where(part => type.Stored(address + part) is not null).Select(part => new EventField(part, type.Stored(address + part)))]);
            else if (field.Calculated is null && address is null && !(isPerson && NameParts.Contains(field.Name)))
                yield return new EventField(field.Name, field);
        }
    }

    private string WriteSchema()
    {
        var written = new HashSet<string>();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "record");
            json.WriteString("name", EventName(Type.Name));
            json.WriteString("namespace", "com.sforce.eventbus");
            json.WriteStartArray("fields");
            json.WriteRawValue(Header);
            foreach (var field in Fields)
                WriteField(json, field, written);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteField(Utf8JsonWriter json, EventField field, HashSet<string> written)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteStartArray("type");
        json.WriteStringValue("null");
        if (field.Source is { } source)
            json.WriteStringValue(AvroType(source.Type));
        else
            WriteCompound(json, field, written);
        json.WriteEndArray();
        if (field.Source is { } plain)
            json.WriteString("doc", $"{(plain.IsSystem ? plain.Name : "Data")}:{DocType(plain)}");
        json.WriteNull("default");
        json.WriteEndObject();
    }

    // A named type is written out once and named from then on.
    private static void WriteCompound(Utf8JsonWriter json, EventField field, HashSet<string> written)
    {
        var name = field.IsName ? "PersonName" : "Address";
        if (!written.Add(name))
        {
            json.WriteStringValue($"com.sforce.eventbus.{name}");
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "record");
        json.WriteString("name", name);
        json.WriteStartArray("fields");
        foreach (var child in field.Children)
        {
            json.WriteStartObject();
            json.WriteString("name", child.Name);
            json.WriteStartArray("type");
            json.WriteStringValue("null");
            json.WriteStringValue("string");
            json.WriteEndArray();
            json.WriteNull("default");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string AvroType(FieldType type) => type switch
    {
        FieldType.Boolean => "boolean",
        FieldType.Int => "int",
        FieldType.Double or FieldType.Currency or FieldType.Percent => "double",
        FieldType.Date or FieldType.DateTime => "long",
        _ => "string",
    };

    private static string DocType(FieldSchema field) => field.Type switch
    {
        FieldType.Date => "DateOnly",
        FieldType.Int => "Integer",
        FieldType.Reference => "EntityId",
        FieldType.Picklist => field.RestrictedPicklist ? "StaticEnum" : "DynamicEnum",
        FieldType.MultiPicklist => "MultiEnum",
        FieldType.TextArea => "MultiLineText",
        FieldType.String => "Text",
        var other => other.ToString(),
    };

    [GeneratedRegex("^(Billing|Shipping|Mailing|Other)(Street|City|State|PostalCode|Country)$", RegexOptions.None)]
    private static partial Regex Address();
}

/// <summary>A field of an event: of one field of the record, or a compound of several.</summary>
internal sealed record EventField(string Name, FieldSchema? Source, IReadOnlyList<EventField>? Parts = null)
{
    public bool IsName { get; init; }

    public IReadOnlyList<EventField> Children => Parts ?? [];
}
