using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Plans, the predecessors of recurring prices. A subscription takes prices only.</summary>
internal static class Plans
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/plans", Create)
        .Map("GET", "/v1/plans", call => Lists.Page(call, "plan", one => call.Is(one, "active") && call.Is(one, "product")))
        .Map("GET", "/v1/plans/{id}", call => call.Work.Require("plan", call.Id, "plan"))
        .Map("POST", "/v1/plans/{id}", Update)
        .Map("DELETE", "/v1/plans/{id}", Delete);

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        if (asked.Text("billing_scheme") is "tiered")
            throw StripeError.NotModelled("A tiered plan");
        var product = asked["product"] is JsonObject data ? Catalog.MakeProduct(work, data).Text("id")
            : asked.Text("product") is { } id ? work.Require("product", id, "product").Text("id")
            : throw StripeError.MissingParameter("product");
        var given = new JsonObject
        {
            ["id"] = Ids.Chosen(asked.Text("id")) ?? Ids.New("plan_", 14),
            ["active"] = asked["active"].Copy() ?? true,
            ["amount"] = asked.Number("amount") ?? throw StripeError.MissingParameter("amount"),
            ["amount_decimal"] = asked.Text("amount"),
            ["billing_scheme"] = "per_unit",
            ["created"] = work.Now,
            ["currency"] = asked.Text("currency")!.ToLowerInvariant(),
            ["interval"] = asked.Text("interval"),
            ["interval_count"] = asked.Number("interval_count") ?? 1,
            ["product"] = product,
            ["usage_type"] = "licensed",
        };
        given.TakeFrom(asked, "nickname", "trial_period_days");
        given.TakeMetadata(asked);
        var plan = work.New("plan", given);
        work.Emit("plan.created", plan);
        return plan;
    }

    private static JsonObject Update(ApiCall call)
    {
        var plan = call.Work.Require("plan", call.Id, "plan");
        plan.TakeFrom(call.Params, "active", "nickname", "trial_period_days");
        plan.TakeMetadata(call.Params);
        call.Work.EmitUpdate("plan.updated", plan);
        return plan;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var plan = call.Work.Require("plan", call.Id, "plan");
        call.Work.Emit("plan.deleted", plan);
        call.Work.Delete(plan);
        return new JsonObject { ["id"] = call.Id, ["object"] = "plan", ["deleted"] = true };
    }
}
