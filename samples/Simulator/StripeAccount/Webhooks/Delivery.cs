using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Webhooks;

/// <summary>
/// The sending of one event to one endpoint, and what may be done to it. The states: <c>held</c> (waits to be released), <c>pending</c>
/// (due at <c>next_attempt</c>, in milliseconds of real time), <c>delivered</c>, <c>dropped</c>.
/// </summary>
internal static class Delivery
{
    public const string Kind = AccountState.Delivery;

    public static JsonObject Create(Work work, string eventId, string type, string endpoint, bool duplicate = false)
    {
        var held = work.State.Find(AccountState.Control)?.Hidden.Flag("held") == true;
        return work.Create(Kind, new JsonObject
        {
            ["id"] = Ids.New("dlv_"),
            ["event"] = eventId,
            ["type"] = type,
            ["endpoint"] = endpoint,
            ["status"] = held ? "held" : "pending",
            ["duplicate"] = duplicate,
            ["attempts"] = 0,
            ["place"] = 0,
            ["next_attempt"] = 0,
            ["last_status"] = null,
            ["last_error"] = null,
        });
    }

    public static void Hold(Work work, bool held) => work.State.Settings(work)["held"] = held;

    /// <summary>
    /// Sends what is held: the named events first and in that order, each as often as it is named, then the others as they came. With
    /// <paramref name="onlyNamed"/> the others stay held.
    /// </summary>
    public static int Release(Work work, IReadOnlyList<string> events, bool onlyNamed)
    {
        var held = work.All(Kind, one => one.Text("status") == "held").ToList();
        var released = 0;
        var named = new HashSet<string>();
        for (var place = 0; place < events.Count; place++)
            foreach (var delivery in held.Where(one => one.Text("event") == events[place] || one.Text("id") == events[place]).ToList())
            {
                var next = named.Add(delivery.Required("id"))
                    ? delivery
                    : Create(work, delivery.Required("event"), delivery.Required("type"), delivery.Required("endpoint"), duplicate: true);
                Send(next, place + 1);
                released++;
            }
        if (!onlyNamed)
            foreach (var delivery in held.Where(one => !named.Contains(one.Required("id"))))
            {
                Send(delivery, events.Count + 1);
                released++;
            }
        return released;
    }

    public static JsonObject Duplicate(Work work, JsonObject delivery)
    {
        var copy = Create(work, delivery.Required("event"), delivery.Required("type"), delivery.Required("endpoint"), duplicate: true);
        if (delivery.Text("status") == "pending")
            copy["status"] = "pending";
        return copy;
    }

    public static void Drop(JsonObject delivery) => delivery["status"] = "dropped";

    public static void Delay(JsonObject delivery, TimeSpan by, DateTimeOffset realNow)
    {
        delivery["status"] = "pending";
        delivery["next_attempt"] = (realNow + by).ToUnixTimeMilliseconds();
    }

    public static void Send(JsonObject delivery, int place = 0)
    {
        delivery["status"] = "pending";
        delivery["place"] = place;
        delivery["next_attempt"] = 0;
    }

    public static bool IsUndelivered(AccountState state, string eventId) =>
        state.All(Kind).Any(doc => doc.Body.Text("event") == eventId && doc.Body.Text("status") != "delivered");
}
