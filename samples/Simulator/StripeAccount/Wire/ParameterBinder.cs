using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;

namespace Simulator.StripeAccount.Wire;

/// <summary>
/// Gives texts the types that the API states for them, and refuses what Stripe refuses: unknown and missing parameters, malformed
/// numbers, values outside an enum. An empty text unsets a field that may be unset. Pure.
/// </summary>
internal sealed class ParameterBinder(ShapeCatalog shapes)
{
    /// <exception cref="StripeError">A parameter is unknown, missing or malformed; the error names it.</exception>
    public JsonObject Bind(string typeName, JsonObject given, IReadOnlyCollection<string>? tolerated = null) =>
        Hash(typeName, given, "", tolerated ?? []);

    private JsonObject Hash(string typeName, JsonObject given, string path, IReadOnlyCollection<string> tolerated)
    {
        var fields = shapes.Type(typeName);
        if (fields is null)
            return given.Copy()!;
        var bound = new JsonObject();
        foreach (var (name, value) in given)
        {
            var param = path.Length == 0 ? name : $"{path}[{name}]";
            if (fields.TryGetValue(name, out var field))
                bound[name] = Value(field.Kind, field.Nullable, value, param);
            else if (path.Length == 0 && (tolerated.Contains(name) || name is "expand"))
                bound[name] = value.Copy();
            else
                throw StripeError.Invalid($"Received unknown parameter: {param}", param, "parameter_unknown");
        }
        var older = path.Length == 0 && tolerated.Any(given.ContainsKey);
        foreach (var field in fields.Values.Where(field => !field.Optional && !older && !bound.ContainsKey(field.Name)))
            throw StripeError.MissingParameter(path.Length == 0 ? field.Name : $"{path}[{field.Name}]");
        return bound;
    }

    private JsonNode? Value(string kind, bool nullable, JsonNode? value, string param)
    {
        var text = value is JsonValue leaf ? leaf.ToString() : null;
        if (text is { Length: 0 })
            return nullable ? null
                : kind[0] is 's' or '{' or '[' ? kind[0] == 's' ? "" : null
                : throw StripeError.Invalid($"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty value.", param, "parameter_invalid_empty");

        return kind[0] switch
        {
            's' => text ?? throw StripeError.Invalid($"Invalid string: {value?.ToJsonString()}", param),
            'n' => Number(text, value, param),
            'd' => Decimal(text, value, param),
            'b' => text switch
            {
                "true" or "True" or "1" => true,
                "false" or "False" or "0" => false,
                _ => throw StripeError.Invalid($"Invalid boolean: {text ?? value?.ToJsonString()}", param),
            },
            '=' or '%' => Enumerated(kind, text ?? value?.ToJsonString() ?? "", param),
            '#' => text,
            '[' => value is JsonArray array
                ? new JsonArray([.. array.Select((item, index) => Value(kind[1..], false, item, $"{param}[{index}]"))])
                : throw StripeError.Invalid($"Invalid array", param),
            '{' => value as JsonObject is { } map
                ? new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, kind[1] == 's' ? pair.Value.Copy() : Value(kind[1..], true, pair.Value, $"{param}[{pair.Key}]"))))
                : value is JsonArray list
                    ? new JsonObject(list.Select((item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), item.Copy())))
                    : throw StripeError.Invalid($"Invalid hash", param, "parameter_invalid_hash"),
            '@' => value is JsonObject hash
                ? Hash(kind[1..], hash, param, [])
                : throw StripeError.Invalid($"Invalid object", param),
            't' => value is JsonObject range
                ? new JsonObject(range.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, Number(pair.Value?.ToString(), pair.Value, $"{param}[{pair.Key}]"))))
                : Number(text, value, param),
            '(' => Union(kind, value, text, param),
            _ => value.Copy(),
        };
    }

    private JsonNode? Union(string kind, JsonNode? value, string? text, string param)
    {
        var members = kind[1..].Split(';');
        if (text is not null)
        {
            if (members.Contains("n") && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return number;
            if (members.FirstOrDefault(member => member[0] is '=' or '%') is { } choice && !members.Contains("s"))
                return Enumerated(choice, text, param);
            return text;
        }
        var fitting = members.FirstOrDefault(member => member[0] == (value is JsonArray ? '[' : '@'));
        return fitting is null ? value.Copy() : Value(fitting, false, value, param);
    }

    private static JsonNode Number(string? text, JsonNode? value, string param)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;

        // Percentages and the like are numbers too; integers are held to by those who need one.
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) && param.Contains("percent", StringComparison.Ordinal))
            return exact;
        throw StripeError.Invalid($"Invalid integer: {text ?? value?.ToJsonString()}", param, "parameter_invalid_integer");
    }

    private static JsonNode Decimal(string? text, JsonNode? value, string param) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? text!
            : throw StripeError.Invalid($"Invalid decimal: {text ?? value?.ToJsonString()}; must be a number with up to 12 decimal places", param);

    private static JsonNode Enumerated(string kind, string text, string param)
    {
        var allowed = kind[1..].Split('|');
        if (allowed.Contains(text))
            return text;
        var list = allowed.Length == 1 ? allowed[0] : $"one of {string.Join(", ", allowed[..^1])}, or {allowed[^1]}";
        throw StripeError.Invalid($"Invalid {param}: must be {list}", param);
    }
}
