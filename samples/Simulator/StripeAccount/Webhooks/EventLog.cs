using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Webhooks;

/// <summary>Events, and for each one delivery to every endpoint that asks for its type.</summary>
internal static class EventLog
{
    public static void Record(Work work, string type, JsonObject body, JsonObject? previous, long created)
    {
        var endpoints = work.State.All("webhook_endpoint").Select(doc => doc.Body)
            .Where(endpoint => endpoint.Text("status") == "enabled" && Asks(endpoint, type)).ToList();
        var data = new JsonObject { ["object"] = body.Copy() };
        if (previous is not null)
            data["previous_attributes"] = previous.Copy();
        var id = Ids.New("evt_1");
        work.Create("event", new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = ShapeCatalog.Instance.Version,
            ["created"] = created,
            ["data"] = data,
            ["livemode"] = false,
            ["pending_webhooks"] = endpoints.Count,
            ["request"] = new JsonObject { ["id"] = work.Request.Id, ["idempotency_key"] = work.Request.IdempotencyKey },
            ["type"] = type,
        });
        foreach (var endpoint in endpoints)
            Delivery.Create(work, id, type, endpoint.Required("id"));
    }

    private static bool Asks(JsonObject endpoint, string type) => endpoint.Texts("enabled_events").Any(asked => asked == "*" || asked == type);
}
