using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>Puts objects in the place of their ids, and lists that are left out unless asked for, as <c>expand[]</c> says.</summary>
internal static class Expander
{
    private const int MaxDepth = 4;

    public static JsonNode Expand(Work work, JsonNode answer, IEnumerable<string> paths)
    {
        if (answer is not JsonObject body)
            return answer;
        var whole = body.Copy()!;
        foreach (var path in paths)
        {
            var steps = path.Split('.');
            if (steps.Length > (steps[0] == "data" ? MaxDepth + 1 : MaxDepth))
                throw StripeError.Invalid($"You cannot expand more than {MaxDepth} levels of a property. Property: {path}", "expand");
            Step(work, whole, steps, 0, path);
        }
        return whole;
    }

    private static void Step(Work work, JsonObject at, string[] steps, int depth, string path)
    {
        if (depth == steps.Length)
            return;
        var step = steps[depth];
        if (at.Text("object") is { } kind && Included.Lists.TryGetValue((kind, step), out var include))
        {
            at[step] ??= include(work, at);
        }
        else if (at[step] is JsonValue id)
        {
            var named = at.Text("object") is { } owner && ShapeCatalog.Instance.TypeOf(owner) is { } type
                && ShapeCatalog.Instance.Type(type)!.TryGetValue(step, out var field) ? field : null;
            if (named is not null && !named.Expandable.Any())
                throw StripeError.Invalid($"This property cannot be expanded ({path}).", "expand");
            at[step] = work.State.Find(id.ToString())?.Body.Copy() ?? throw StripeError.Invalid($"This property cannot be expanded ({path}).", "expand");
        }
        else if (!at.ContainsKey(step) && !(at.Text("object") is { } unnamed && ShapeCatalog.Instance.TypeOf(unnamed) is { } shape && ShapeCatalog.Instance.Type(shape)!.ContainsKey(step)) && at.Text("object") is not null)
        {
            throw StripeError.Invalid($"This property cannot be expanded ({path}).", "expand");
        }

        switch (at[step])
        {
            case JsonObject inner:
                Step(work, inner, steps, depth + 1, path);
                break;
            case JsonArray array:
                for (var index = 0; index < array.Count; index++)
                {
                    // A list of ids, such as a subscription's discounts, is expanded element by element.
                    if (array[index] is JsonValue reference && work.State.Find(reference.ToString()) is { } found)
                        array[index] = found.Body.Copy();
                    if (array[index] is JsonObject element)
                        Step(work, element, steps, depth + 1, path);
                }
                break;
        }
    }
}
