using System.Globalization;
using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Wire;

/// <summary>
/// Form-encoded parameters with brackets, as Stripe reads them: <c>a[b][c]=1</c> nests, <c>a[]=1</c> and <c>a[0]=1</c> are lists. Every
/// leaf is a text; what it means is the business of <see cref="ParameterBinder"/>. Pure.
/// </summary>
internal static class FormParser
{
    private const int MaxDepth = 12;
    private const int MaxParameters = 5000;

    /// <exception cref="StripeError">Malformed brackets, or one name used as a value and as a hash.</exception>
    public static JsonObject Parse(string encoded)
    {
        var root = new JsonObject();
        var count = 0;
        foreach (var pair in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (++count > MaxParameters)
                throw StripeError.Invalid("Too many parameters.");
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(split < 0 ? pair : pair[..split]);
            var value = split < 0 ? "" : Decode(pair[(split + 1)..]);
            Put(root, Steps(name), value, name);
        }
        return (JsonObject)Lists(root)!;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static List<string> Steps(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        var steps = new List<string> { open < 0 ? name : name[..open] };
        while (open >= 0)
        {
            var close = name.IndexOf(']', open);
            if (close < 0 || (close + 1 < name.Length && name[close + 1] != '['))
                throw StripeError.Invalid($"Invalid parameter name: {name}", name, "parameter_unknown");
            steps.Add(name[(open + 1)..close]);
            open = close + 1 < name.Length ? close + 1 : -1;
        }
        if (steps[0].Length == 0 || steps.Count > MaxDepth)
            throw StripeError.Invalid($"Invalid parameter name: {name}", name, "parameter_unknown");
        return steps;
    }

    private static void Put(JsonObject at, List<string> steps, string value, string name)
    {
        for (var depth = 0; depth < steps.Count - 1; depth++)
        {
            var step = Step(at, steps[depth], steps, depth);
            if (at[step] is null)
                at[step] = new JsonObject();
            at = at[step] as JsonObject ?? throw StripeError.Invalid($"Invalid hash: {name}", name, "parameter_invalid_hash");
        }
        var last = Step(at, steps[^1], steps, steps.Count - 1);
        if (at[last] is JsonObject)
            throw StripeError.Invalid($"Invalid string: {name}", name, "parameter_invalid_string_blank");
        at[last] = value;
    }

    /// <summary>An empty bracket appends; in the middle of a name it begins a new element once the last one has that field.</summary>
    private static string Step(JsonObject at, string step, List<string> steps, int depth)
    {
        if (step.Length > 0)
            return step;
        if (depth == steps.Count - 1 || at.Count == 0)
            return at.Count.ToString(CultureInfo.InvariantCulture);
        var last = (at.Count - 1).ToString(CultureInfo.InvariantCulture);
        return at[last] is JsonObject element && element.ContainsKey(steps[depth + 1]) ? at.Count.ToString(CultureInfo.InvariantCulture) : last;
    }

    /// <summary>Hashes whose keys are 0, 1, 2 … are lists.</summary>
    private static JsonNode? Lists(JsonNode? node)
    {
        if (node is not JsonObject hash)
            return node?.DeepClone();
        var numbered = hash.Count > 0 && hash.All(pair => int.TryParse(pair.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (!numbered)
            return new JsonObject(hash.Select(pair => KeyValuePair.Create(pair.Key, Lists(pair.Value))));
        return new JsonArray([.. hash.OrderBy(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture)).Select(pair => Lists(pair.Value))]);
    }
}
