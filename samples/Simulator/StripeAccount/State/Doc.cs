using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.State;

/// <summary>
/// One object of the account: its body as the API shows it, and what only the account knows of it (a card's behaviour, when something
/// falls due). <see cref="Sequence"/> is its place in the order of creation, which whole seconds cannot give.
/// </summary>
internal sealed class Doc(string kind, long sequence, JsonObject body, JsonObject hidden)
{
    public string Kind { get; } = kind;

    public long Sequence { get; } = sequence;

    public JsonObject Body { get; set; } = body;

    public JsonObject Hidden { get; set; } = hidden;

    public string Id { get; } = body["id"]!.GetValue<string>();

    public string ToJson() => new JsonObject { ["sequence"] = Sequence, ["body"] = Body.DeepClone(), ["hidden"] = Hidden.DeepClone() }.ToJsonString();

    public static Doc Parse(string kind, string json)
    {
        var whole = JsonNode.Parse(json)!.AsObject();
        var body = whole["body"]!.AsObject();
        var hidden = whole["hidden"]!.AsObject();
        whole.Remove("body");
        whole.Remove("hidden");
        return new Doc(kind, whole["sequence"]!.GetValue<long>(), body, hidden);
    }
}
