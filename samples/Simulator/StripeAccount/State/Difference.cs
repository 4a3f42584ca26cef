using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;

namespace Simulator.StripeAccount.State;

/// <summary>What an event carries as <c>previous_attributes</c>: the old values of the fields that changed, nested hashes in part, arrays whole.</summary>
internal static class Difference
{
    public static JsonObject Previous(JsonObject before, JsonObject after)
    {
        var previous = new JsonObject();
        foreach (var (name, value) in after)
        {
            var old = before[name];
            if (JsonNode.DeepEquals(old, value))
                continue;
            previous[name] = old is JsonObject was && value is JsonObject now ? Previous(was, now) : old.Copy();
        }
        foreach (var (name, value) in before)
            if (!after.ContainsKey(name))
                previous[name] = value.Copy();
        return previous;
    }
}
