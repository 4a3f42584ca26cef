using System.Text.Json;
using Simulator.SalesforceOrg.Formulas;

namespace Simulator.SalesforceOrg.Schema;

/// <summary>
/// Reads the schema from JSON: <c>{"objects":[…]}</c> as the embedded file has it, or one or more saved describe answers
/// (<c>{"name","fields":[…]}</c> or an array of them).
/// </summary>
internal static class SchemaReader
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static OrgSchema ReadEmbedded()
    {
        using var stream = typeof(SchemaReader).Assembly.GetManifestResourceStream("Simulator.schema.json")!;
        using var json = JsonDocument.Parse(stream, Lenient);
        return new OrgSchema(Read(json.RootElement));
    }

    /// <summary>The embedded objects, and over them those of the file.</summary>
    public static OrgSchema ReadFile(string path)
    {
        var schema = ReadEmbedded();
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            foreach (var item in Read(json.RootElement))
                schema.Replace(item);
        }
        catch (Exception exception) when (exception is IOException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ArgumentException($"Salesforce.SchemaFile '{path}' cannot be read: {exception.Message}", exception);
        }

        return schema;
    }

    public static IEnumerable<ObjectSchema> Read(JsonElement root) =>
        (root.ValueKind == JsonValueKind.Array ? root
            : root.TryGetProperty("objects", out var objects) ? objects
            : JsonSerializer.SerializeToElement(new[] { root }))
        .EnumerateArray().Select(ReadObject).ToList();

    public static FieldSchema ReadField(JsonElement field)
    {
        var name = Text(field, "name") ?? throw new FormatException("A field has no name.");
        var type = ReadType(Text(field, "type") ?? "string", name);
        var formula = Text(field, "formula");
        return new FieldSchema(name, type)
        {
            Label = Text(field, "label") ?? Label(name),
            Length = Number(field, "length") is { } length and > 0 ? length : DefaultLength(type),
            Precision = Number(field, "precision") is { } precision and > 0 ? precision : 18,
            Scale = Number(field, "scale") ?? 0,
            Nillable = Flag(field, "nillable", true) && !Flag(field, "required", false),
            Createable = Flag(field, "createable", true) && formula is null,
            Updateable = Flag(field, "updateable", Flag(field, "createable", true)) && formula is null,
            ExternalId = Flag(field, "externalId", false),
            Unique = Flag(field, "unique", false),
            RestrictedPicklist = Flag(field, "restrictedPicklist", false) || Flag(field, "restricted", false),
            Picklist = [.. List(field, "picklistValues").Select(ReadPicklistValue)],
            ReferenceTo = [.. List(field, "referenceTo").Select(item => item.GetString()!)],
            RelationshipName = Text(field, "relationshipName"),
            ChildRelationshipName = Text(field, "childRelationshipName"),
            CascadeDelete = Flag(field, "cascadeDelete", false),
            Calculated = formula is null ? null : Formula.Parse(formula),
            // A saved describe answer says only that there is a default, and for a picklist which.
            Default = Text(field, "default") is { } value ? Formula.Parse(value) : Flag(field, "defaultedOnCreate", false) && type != FieldType.Picklist ? Formula.Parse("NULL") : null,
        };
    }

    private static ObjectSchema ReadObject(JsonElement json)
    {
        var name = Text(json, "name") ?? throw new FormatException("An object has no name.");
        var system = SystemFields.Of(name).ToList();
        var fields = List(json, "fields").Select(ReadField)
            .Where(field => !system.Exists(known => string.Equals(known.Name, field.Name, StringComparison.OrdinalIgnoreCase)));
        var label = Text(json, "label") ?? Label(name);
        return new ObjectSchema(name, label, Text(json, "labelPlural") ?? label + "s",
            Text(json, "keyPrefix") ?? throw new FormatException($"The object {name} has no keyPrefix."), [.. system, .. fields])
        {
            ValidationRules = [.. List(json, "validationRules").Select(ReadValidationRule)],
            DuplicateRules = [.. List(json, "duplicateRules").Select(ReadDuplicateRule)],
            Flows = [.. List(json, "flows").Select(ReadFlow)],
        };
    }

    public static ValidationRule ReadValidationRule(JsonElement rule) => new(
        Needed(rule, "name"), Formula.Parse(Needed(rule, "condition")), Needed(rule, "message"), Text(rule, "field"), Flag(rule, "enabled", true));

    public static DuplicateRule ReadDuplicateRule(JsonElement rule) => new(
        Needed(rule, "name"), [.. List(rule, "match").Select(item => item.GetString()!)], Flag(rule, "allowSave", true), Flag(rule, "enabled", true));

    public static Flow ReadFlow(JsonElement flow) => new(
        Needed(flow, "name"),
        Text(flow, "when") is { } when ? Formula.Parse(when) : null,
        !flow.TryGetProperty("set", out var set) || set.ValueKind != JsonValueKind.Object
            ? throw new FormatException("A flow has \"set\": an object of fields and formulas.")
            : set.EnumerateObject().ToDictionary(item => item.Name, item => Formula.Parse(item.Value.GetString()!), StringComparer.OrdinalIgnoreCase),
        Flag(flow, "enabled", true));

    private static PicklistValue ReadPicklistValue(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? new PicklistValue(value.GetString()!)
        : new PicklistValue(Text(value, "value")!, Flag(value, "active", true), Flag(value, "defaultValue", false));

    private static FieldType ReadType(string type, string field) => type.ToUpperInvariant() switch
    {
        "COMBOBOX" => FieldType.Picklist,
        "ENCRYPTEDSTRING" or "ANYTYPE" or "BASE64" or "TIME" => FieldType.String,
        "LONG" => FieldType.Int,
        "ADDRESS" or "LOCATION" => FieldType.String,
        _ => Enum.TryParse<FieldType>(type, ignoreCase: true, out var known) ? known : throw new FormatException($"The field {field} is of the unknown type '{type}'."),
    };

    private static int DefaultLength(FieldType type) => type switch
    {
        FieldType.Id or FieldType.Reference => 18,
        FieldType.Email => 80,
        FieldType.Phone => 40,
        FieldType.MultiPicklist => 4099,
        FieldType.String or FieldType.TextArea or FieldType.Url or FieldType.Picklist => 255,
        _ => 0,
    };

    // FirstName → First Name, Member_Since__c → Member Since, AccountId → Account ID.
    private static string Label(string name)
    {
        var plain = name.EndsWith("__c", StringComparison.Ordinal) ? name[..^3] : name;
        var spaced = string.Concat(plain.Select((c, at) => c == '_' ? " " : at > 0 && char.IsUpper(c) && char.IsLower(plain[at - 1]) ? " " + c : c.ToString()));
        return spaced.EndsWith(" Id", StringComparison.Ordinal) ? spaced[..^3] + " ID" : spaced;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Needed(JsonElement json, string name) => Text(json, name) ?? throw new FormatException($"\"{name}\" is missing.");

    private static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static bool Flag(JsonElement json, string name, bool otherwise) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    private static List<JsonElement> List(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];
}
