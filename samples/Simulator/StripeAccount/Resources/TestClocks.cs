using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Clocks of their own for the customers made under them.</summary>
internal static class TestClocks
{
    private const string Kind = "test_helpers.test_clock";

    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/test_helpers/test_clocks", Create)
        .Map("GET", "/v1/test_helpers/test_clocks", call => Lists.Page(call, Kind))
        .Map("GET", "/v1/test_helpers/test_clocks/{id}", call => call.Work.Require(Kind, call.Id))
        .Map("POST", "/v1/test_helpers/test_clocks/{id}/advance", Advance)
        .Map("DELETE", "/v1/test_helpers/test_clocks/{id}", Delete);

    private static JsonObject Create(ApiCall call)
    {
        var clock = call.Work.New(Kind, new JsonObject
        {
            ["id"] = Ids.New("clock_1"),
            ["created"] = call.Work.Now,
            ["deletes_after"] = call.Work.Now + 30 * 86400,
            ["frozen_time"] = call.Params["frozen_time"].Copy(),
            ["name"] = call.Text("name"),
            ["status"] = "ready",
        });
        call.Work.Emit("test_helpers.test_clock.created", clock);
        return clock;
    }

    private static JsonObject Advance(ApiCall call)
    {
        var (state, options, address) = (call.Work.State, call.Work.Options, call.Work.Address);
        var clock = call.Work.Require(Kind, call.Id);
        var (from, to) = (clock.Amount("frozen_time"), call.Params.Amount("frozen_time"));
        if (to <= from)
            throw StripeError.Invalid("Cannot rewind the clock: the new frozen_time must be after the current one.", "frozen_time");
        var shortest = state.All("subscription").Select(doc => doc.Body).Where(one => one.Text("test_clock") == call.Id && Subscriptions.IsLive(one))
            .SelectMany(one => one.Objects("items")).Select(item => BillingCycle.Length(item.Required("price.recurring.interval"), item.Number("price.recurring.interval_count") ?? 1)).DefaultIfEmpty(long.MaxValue / 4).Min();
        if (to - from > 2 * shortest + 4 * 86400)
            throw StripeError.Invalid("You cannot advance a test clock more than two intervals from its current frozen time, based on the shortest subscription interval in the test clock.", "frozen_time", "test_clock_advance_limit");

        clock["status"] = "advancing";
        clock["status_details"] = new JsonObject { ["advancing"] = new JsonObject { ["target_frozen_time"] = to } };
        call.Work.Emit("test_helpers.test_clock.advancing", clock);
        var answer = clock.Copy()!;
        call.Work.Commit();
        Settlement.Run(state, options, address, call.Id, to);
        var arrived = call.Work.Require(Kind, call.Id);
        arrived["frozen_time"] = to;
        arrived["status"] = "ready";
        arrived["status_details"] = new JsonObject();
        call.Work.Emit("test_helpers.test_clock.ready", arrived);
        return answer;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var work = call.Work;
        var clock = work.Require(Kind, call.Id);
        foreach (var subscription in work.All("subscription", one => one.Text("test_clock") == call.Id))
            work.Delete(subscription);
        foreach (var customer in work.All("customer", one => one.Text("test_clock") == call.Id))
            customer["deleted"] = true;
        work.Emit("test_helpers.test_clock.deleted", clock);
        work.Delete(clock);
        return new JsonObject { ["id"] = call.Id, ["object"] = Kind, ["deleted"] = true };
    }
}
