using System.Text.Json;

namespace Connector.Salesforce.Events.Avro;

/// <summary>An Avro schema, read from its JSON. By hand: the public library goes by reflection and brings Newtonsoft.Json. Source: Avro 1.12 specification.</summary>
internal sealed class AvroSchema(AvroType type)
{
    public AvroType Type { get; } = type;

    public string? LogicalType { get; private init; }

    /// <summary>The short name of a record, enum or fixed.</summary>
    public string Name { get; private init; } = "";

    /// <summary>A record's fields in order; filled after the record is known, since it may refer to itself.</summary>
    public List<AvroField> Fields { get; } = [];

    public IReadOnlyList<string> Symbols { get; private init; } = [];

    /// <summary>A union's branches.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; private init; } = [];

    /// <summary>What an array or a map holds.</summary>
    public AvroSchema? Items { get; private init; }

    /// <summary>A fixed's bytes.</summary>
    public int Size { get; private init; }

    /// <summary>The schema without the null of a nullable union.</summary>
    public AvroSchema NotNull => Type == AvroType.Union && Branches.Where(branch => branch.Type != AvroType.Null).ToList() is [var only] ? only : this;

    /// <exception cref="AvroException">It is no Avro schema.</exception>
    public static AvroSchema Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, new Dictionary<string, AvroSchema>(StringComparer.Ordinal), "");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new AvroException("The schema is not an Avro schema.", exception);
        }
    }

    private static AvroSchema Read(JsonElement json, Dictionary<string, AvroSchema> known, string space) => json.ValueKind switch
    {
        JsonValueKind.String => Named(json.GetString()!, known, space),
        JsonValueKind.Array => new AvroSchema(AvroType.Union) { Branches = [.. json.EnumerateArray().Select(branch => Read(branch, known, space))] },
        JsonValueKind.Object => Complex(json, known, space),
        _ => throw new AvroException("The schema has a part that is no type."),
    };

    private static AvroSchema Named(string name, Dictionary<string, AvroSchema> known, string space) => name switch
    {
        "null" => new AvroSchema(AvroType.Null),
        "boolean" => new AvroSchema(AvroType.Boolean),
        "int" => new AvroSchema(AvroType.Int),
        "long" => new AvroSchema(AvroType.Long),
        "float" => new AvroSchema(AvroType.Float),
        "double" => new AvroSchema(AvroType.Double),
        "bytes" => new AvroSchema(AvroType.Bytes),
        "string" => new AvroSchema(AvroType.String),
        _ when known.TryGetValue(name.Contains('.', StringComparison.Ordinal) ? name : Full(space, name), out var schema) || known.TryGetValue(name, out schema) => schema,
        _ => throw new AvroException($"The schema names the type '{name}', which it does not have."),
    };

    private static AvroSchema Complex(JsonElement json, Dictionary<string, AvroSchema> known, string space)
    {
        var type = json.GetProperty("type");
        if (type.ValueKind != JsonValueKind.String)
            return Read(type, known, space);

        switch (type.GetString())
        {
            case "record" or "error":
                return Record(json, known, space);
            case "enum":
                return Remember(json, known, space, name => new AvroSchema(AvroType.Enum) { Name = name, Symbols = [.. json.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()!)] });
            case "fixed":
                return Remember(json, known, space, name => new AvroSchema(AvroType.Fixed) { Name = name, Size = json.GetProperty("size").GetInt32() });
            case "array":
                return new AvroSchema(AvroType.Array) { Items = Read(json.GetProperty("items"), known, space) };
            case "map":
                return new AvroSchema(AvroType.Map) { Items = Read(json.GetProperty("values"), known, space) };
            default:
                var plain = Named(type.GetString()!, known, space);
                return json.TryGetProperty("logicalType", out var logical) && plain.Name.Length == 0
                    ? new AvroSchema(plain.Type) { LogicalType = logical.GetString() }
                    : plain;
        }
    }

    private static AvroSchema Record(JsonElement json, Dictionary<string, AvroSchema> known, string space)
    {
        var record = Remember(json, known, space, name => new AvroSchema(AvroType.Record) { Name = name });
        var inner = Space(json, space);
        foreach (var field in json.GetProperty("fields").EnumerateArray())
            record.Fields.Add(new AvroField(field.GetProperty("name").GetString()!, Read(field.GetProperty("type"), known, inner)));
        return record;
    }

    private static AvroSchema Remember(JsonElement json, Dictionary<string, AvroSchema> known, string space, Func<string, AvroSchema> make)
    {
        var name = json.GetProperty("name").GetString()!;
        var schema = make(name[(name.LastIndexOf('.') + 1)..]);
        known[name.Contains('.', StringComparison.Ordinal) ? name : Full(Space(json, space), name)] = schema;
        return schema;
    }

    private static string Space(JsonElement json, string space)
    {
        var name = json.GetProperty("name").GetString()!;
        return name.LastIndexOf('.') is > 0 and var dot ? name[..dot]
            : json.TryGetProperty("namespace", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString()!
            : space;
    }

    private static string Full(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
