using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Shapes;

/// <summary>Reading and writing of loosely typed objects by dotted path. A path that leads nowhere reads as null.</summary>
internal static class JsonNodes
{
    public static JsonNode? At(this JsonNode? node, string path)
    {
        if (node is JsonObject plain && !path.Contains('.', StringComparison.Ordinal))
            return plain[path];
        foreach (var step in path.Split('.'))
            node = node switch
            {
                JsonObject o => o[step],
                JsonArray a when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < a.Count => a[index],
                _ => null,
            };
        return node;
    }

    public static string? Text(this JsonNode? node, string path) =>
        node.At(path) is JsonValue value ? value.TryGetValue<string>(out var text) ? text : value.ToString() : null;

    public static string Required(this JsonNode? node, string path) =>
        node.Text(path) ?? throw new InvalidOperationException($"{node.Text("object") ?? "object"} has no {path}");

    public static long? Number(this JsonNode? node, string path) => node.At(path) is JsonValue value ? Number(value) : null;

    public static long Amount(this JsonNode? node, string path) => node.Number(path) ?? 0;

    public static bool Flag(this JsonNode? node, string path) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    public static JsonObject? Object(this JsonNode? node, string path) => node.At(path) as JsonObject;

    public static JsonArray Items(this JsonNode? node, string path) =>
        node.At(path) switch
        {
            JsonArray array => array,
            JsonObject list when list["data"] is JsonArray data => data,
            _ => [],
        };

    public static IEnumerable<JsonObject> Objects(this JsonNode? node, string path) => node.Items(path).OfType<JsonObject>();

    public static IEnumerable<string> Texts(this JsonNode? node, string path) =>
        node.Items(path).OfType<JsonValue>().Select(value => value.ToString());

    /// <summary>True where the parameter was given, be it as null.</summary>
    public static bool Has(this JsonObject node, string field) => node.ContainsKey(field);

    /// <summary>A copy that can stand in another document.</summary>
    public static T? Copy<T>(this T? node) where T : JsonNode => (T?)node?.DeepClone();

    /// <summary>Sets the given parameters on the object, field for field, where they were given; an empty text unsets.</summary>
    public static void TakeFrom(this JsonObject target, JsonObject parameters, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            if (parameters.ContainsKey(field))
                target[field] = parameters[field] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0 ? null : parameters[field].Copy();
    }

    /// <summary>Merges metadata as Stripe does: an empty value removes its key, an empty parameter removes them all.</summary>
    public static void TakeMetadata(this JsonObject target, JsonObject parameters)
    {
        if (!parameters.ContainsKey("metadata"))
            return;
        if (parameters["metadata"] is not JsonObject given)
        {
            target["metadata"] = new JsonObject();
            return;
        }
        var kept = target["metadata"] as JsonObject ?? [];
        foreach (var (key, value) in given)
            if (value is null || value.ToString().Length == 0)
                kept.Remove(key);
            else
                kept[key] = value.ToString();
        target["metadata"] = kept.Parent is null ? kept : kept.Copy();
    }

    private static long? Number(JsonValue value) =>
        value.TryGetValue<long>(out var whole) ? whole
        : value.TryGetValue<int>(out var small) ? small
        : value.TryGetValue<decimal>(out var exact) ? (long)exact
        : value.TryGetValue<string>(out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed
        : null;
}
