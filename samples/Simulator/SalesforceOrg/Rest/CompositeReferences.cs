using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>Puts the answers of earlier subrequests in the place of <c>@{reference.path}</c>.</summary>
internal sealed partial class CompositeReferences
{
    private readonly Dictionary<string, JsonElement> _answers = new(StringComparer.Ordinal);

    public void Add(string reference, RestResponse response)
    {
        if (!response.Body.IsEmpty && response.IsSuccess)
            _answers[reference] = JsonSerializer.Deserialize<JsonElement>(response.Body.Span);
    }

    public string Resolve(string text) => Reference().Replace(text, match => Find(match.Groups[1].Value));

    public JsonElement Resolve(JsonElement body)
    {
        if (!body.GetRawText().Contains("@{", StringComparison.Ordinal))
            return body;

        var node = JsonNode.Parse(body.GetRawText());
        Replace(node);
        return JsonSerializer.SerializeToElement(node);
    }

    private void Replace(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var known))
                        fields[name] = Resolve(known);
                    else
                        Replace(value);
                }

                break;
            case JsonArray items:
                for (var at = 0; at < items.Count; at++)
                {
                    if (items[at] is JsonValue text && text.TryGetValue<string>(out var known))
                        items[at] = Resolve(known);
                    else
                        Replace(items[at]);
                }

                break;
        }
    }

    private string Find(string path)
    {
        var steps = Step().Matches(path).Select(match => match.Value.Trim('.', '[', ']')).ToList();
        if (steps.Count == 0 || !_answers.TryGetValue(steps[0], out var current))
            throw Unknown(path);

        foreach (var step in steps.Skip(1))
        {
            if (current.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < current.GetArrayLength())
                current = current[index];
            else if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(step, out var value))
                current = value;
            else
                throw Unknown(path);
        }

        return current.ToString();
    }

    private static OrgException Unknown(string path) =>
        new("PROCESSING_HALTED", $"Invalid reference specified. No value for {path} found in {path.Split('.', '[')[0]}. Provided {{}}");

    [GeneratedRegex(@"@\{([^}]+)\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"[^.\[\]]+|\[\d+\]")]
    private static partial Regex Step();
}
