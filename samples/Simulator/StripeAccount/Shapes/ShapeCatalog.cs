using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Shapes;

/// <summary>
/// The shapes of the pinned API version, as the typings of npm <c>stripe</c> state them (<c>eng/stripe-shapes.mjs</c> writes the
/// resource): objects, parameters and routes. Immutable, loaded once.
/// </summary>
internal sealed class ShapeCatalog
{
    private static readonly Lazy<ShapeCatalog> Loaded = new(() => new ShapeCatalog());

    private readonly FrozenDictionary<string, FrozenDictionary<string, Field>> _types;
    private readonly FrozenDictionary<string, string> _byObjectName;

    private ShapeCatalog()
    {
        using var resource = typeof(ShapeCatalog).Assembly.GetManifestResourceStream("Simulator.StripeAccount.Shapes.shapes.json")
            ?? throw new InvalidOperationException("The resource shapes.json is missing from the assembly.");
        using var document = JsonDocument.Parse(resource);
        Version = document.RootElement.GetProperty("version").GetString()!;
        Routes = document.RootElement.GetProperty("routes").EnumerateObject().ToFrozenDictionary(one => one.Name, one => one.Value.GetString()!);
        _types = document.RootElement.GetProperty("types").EnumerateObject().ToFrozenDictionary(
            type => type.Name,
            type => type.Value.EnumerateObject().Select(field => Field.Parse(field.Name, field.Value.GetString()!)).ToFrozenDictionary(field => field.Name));
        _byObjectName = _types
            .Where(type => type.Value.TryGetValue("object", out var field) && field.Kind[0] == '=' && !type.Value.TryGetValue("deleted", out var deleted) | deleted is { Optional: true })
            .GroupBy(type => type.Value["object"].Kind[1..])
            .ToFrozenDictionary(group => group.Key, group => group.MinBy(type => type.Key.Length).Key);
    }

    public static ShapeCatalog Instance => Loaded.Value;

    /// <summary>The API version that the shapes are those of.</summary>
    public string Version { get; }

    /// <summary>Every route of the API with the type of its parameters: empty where the account does not model it, "-" for none.</summary>
    public FrozenDictionary<string, string> Routes { get; }

    public IReadOnlyDictionary<string, Field>? Type(string name) => _types.GetValueOrDefault(name);

    /// <summary>The structure of an object by the value of its <c>object</c> field.</summary>
    public string? TypeOf(string objectName) => _byObjectName.GetValueOrDefault(objectName);

    /// <summary>A new object of that kind: what is given, and for the rest what Stripe fills when nothing was asked for.</summary>
    public JsonObject New(string objectName, JsonObject given) =>
        Complete(TypeOf(objectName) ?? throw new ArgumentException($"No shape for {objectName}.", nameof(objectName)), given);

    /// <summary>A structure of that type, completed in the order of its shape.</summary>
    public JsonObject Complete(string typeName, JsonObject given)
    {
        var fields = Type(typeName) ?? throw new ArgumentException($"No shape {typeName}.", nameof(typeName));
        var whole = new JsonObject();
        foreach (var field in fields.Values.OrderBy(field => field.Name is "id" ? 0 : field.Name is "object" ? 1 : 2).ThenBy(field => field.Name, StringComparer.Ordinal))
        {
            if (given.TryGetPropertyValue(field.Name, out var value))
                whole[field.Name] = value is JsonObject inner && field.Kind[0] == '@' && Type(field.Kind[1..]) is not null
                    ? Complete(field.Kind[1..], inner)
                    : value.Copy();
            else if (field.Nullable)
                // The typings let metadata be null; the service fills it.
                whole[field.Name] = field is { Name: "metadata", Kind: "{s" } ? new JsonObject() : null;
            else if (!field.Optional)
                whole[field.Name] = Unasked(typeName, field);
        }
        foreach (var (name, value) in given)
            if (!whole.ContainsKey(name))
                throw new InvalidOperationException($"{typeName} has no field {name}.");
            else
                _ = value;
        return whole;
    }

    /// <summary>Adds to the object, and to the structures in it, the fields that may be null and are missing: an address given in part becomes whole.</summary>
    public void Fill(JsonObject body)
    {
        if (body.Text("object") is { } name && TypeOf(name) is { } type)
            Fill(type, body);
    }

    private void Fill(string typeName, JsonObject body)
    {
        if (Type(typeName) is not { } fields)
            return;
        foreach (var field in fields.Values)
        {
            if (!body.TryGetPropertyValue(field.Name, out var value))
            {
                if (field is { Nullable: true, Optional: false })
                    body[field.Name] = null;
            }
            else if (value is JsonObject inner && field.Kind[0] == '@')
            {
                Fill(field.Kind[1..], inner);
            }
        }
    }

    private JsonNode? Unasked(string typeName, Field field) => field.Kind[0] switch
    {
        'b' => false,
        'n' => 0,
        '[' => new JsonArray(),
        '{' => new JsonObject(),
        '<' => new JsonObject { ["object"] = "list", ["data"] = new JsonArray(), ["has_more"] = false, ["url"] = "/v1" },
        '=' => field.Kind[1..].Split('|')[0],
        '@' => Complete(field.Kind[1..], []),
        _ => throw new InvalidOperationException($"{typeName}.{field.Name} must be given: Stripe always fills it."),
    };
}
