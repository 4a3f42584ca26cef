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
        }, new JsonObject { ["under_test_clock"] = IsUnderTestClock(work, body) });
        foreach (var endpoint in endpoints)
            Delivery.Create(work, id, type, endpoint.Required("id"));
    }

    /// <summary>The times of such an event are those of its clock, and tell nothing about its age.</summary>
    private static bool IsUnderTestClock(Work work, JsonObject body) =>
        body.Text("object") == "test_helpers.test_clock"
        || (body.Text("test_clock") ?? (body.Text("customer") is { } customer ? work.State.Find(customer)?.Body.Text("test_clock") : null)) is not null;

    private static bool Asks(JsonObject endpoint, string type) => endpoint.Texts("enabled_events").Any(asked => asked == "*" || asked == type);
}
