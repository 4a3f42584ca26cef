using System.Text.Json;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;

namespace Simulator.Tests.StripeAccount;

/// <summary>Compares an answer with the typings: fields that are missing, null, unknown, or of another kind than stated.</summary>
internal static class ShapeCheck
{
    private static readonly ShapeCatalog Shapes = ShapeCatalog.Instance;

    public static List<string> Faults(JsonNode? answer)
    {
        var faults = new List<string>();
        Visit(answer, "", faults);
        return faults;
    }

    /// <summary>Finds the typed objects in an answer, wherever they stand.</summary>
    private static void Visit(JsonNode? node, string path, List<string> faults)
    {
        if (node is not JsonObject body)
            return;
        if (body["object"]?.ToString() is "list" or "search_result")
        {
            foreach (var (item, index) in ((JsonArray)body["data"]!).Select((item, index) => (item, index)))
                Visit(item, $"{path}[{index}]", faults);
            foreach (var field in (string[])["has_more", "url"])
                if (body[field] is null)
                    faults.Add($"{path}.{field} is missing");
            return;
        }
        if (body["object"]?.ToString() == "event")
        {
            Structure("EventBase", body, "event", faults, except: "data");
            Visit(body["data"]?["object"], $"event {body["type"]}", faults);
            return;
        }
        if (body["deleted"] is not null && body.Count == 3)
            return;
        if (body["object"]?.ToString() is { } kind && Shapes.TypeOf(kind) is { } type)
            Structure(type, body, path.Length == 0 ? kind : path, faults);
    }

    private static void Structure(string type, JsonObject body, string path, List<string> faults, string? except = null)
    {
        if (Shapes.Type(type) is not { } fields)
            return;
        foreach (var field in fields.Values.Where(field => field.Name != except))
        {
            var at = $"{path}.{field.Name}";
            if (!body.TryGetPropertyValue(field.Name, out var value))
            {
                // An upcoming invoice is the one object without an id.
                if (!field.Optional && !(field.Name == "id" && type == "Invoice"))
                    faults.Add($"{at} is missing");
            }
            else if (value is null)
            {
                if (!field.Nullable)
                    faults.Add($"{at} is null");
            }
            else
            {
                Value(field.Kind, value, at, faults);
            }
        }
        foreach (var (name, _) in body)
            if (!fields.ContainsKey(name))
                faults.Add($"{path}.{name} is not in the shape {type}");
    }

    private static void Value(string kind, JsonNode value, string at, List<string> faults)
    {
        var valueKind = value.GetValueKind();
        switch (kind[0])
        {
            case 's' or 'd' when valueKind != JsonValueKind.String:
            case 'n' when valueKind != JsonValueKind.Number:
            case 'b' when valueKind is not (JsonValueKind.True or JsonValueKind.False):
                faults.Add($"{at} is {value.ToJsonString()}, not of kind {kind}");
                break;
            case '=' or '%' when !kind[1..].Split('|').Contains(value.ToString()):
                faults.Add($"{at} is '{value}', none of {kind[1..]}");
                break;
            case '@' when value is JsonObject inner:
                Structure(kind[1..], inner, at, faults);
                break;
            case '#' when value is JsonObject expanded:
                Visit(expanded, at, faults);
                break;
            case '#' when valueKind != JsonValueKind.String:
            case '@' or '{':
                if (value is not JsonObject)
                    faults.Add($"{at} is {value.ToJsonString()}, not of kind {kind}");
                break;
            case '[':
                if (value is not JsonArray array)
                    faults.Add($"{at} is no array");
                else
                    for (var index = 0; index < array.Count; index++)
                        if (array[index] is { } item)
                            Value(kind[1..], item, $"{at}[{index}]", faults);
                break;
            case '<':
                if (value["object"]?.ToString() != "list")
                    faults.Add($"{at} is no list");
                else
                    foreach (var item in (JsonArray)value["data"]!)
                        Value(kind[1..], item!, $"{at}.data[]", faults);
                break;
        }
    }
}
