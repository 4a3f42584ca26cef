using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The API of the billing portal; its pages stand under <c>Hosted/</c>.</summary>
internal static class BillingPortal
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/billing_portal/sessions", CreateSession)
        .Map("POST", "/v1/billing_portal/configurations", call => MakeConfiguration(call.Work, call.Params, isDefault: false))
        .Map("GET", "/v1/billing_portal/configurations", call => Lists.Page(call, "billing_portal.configuration", one => call.Is(one, "active") && call.Is(one, "is_default")))
        .Map("GET", "/v1/billing_portal/configurations/{id}", call => call.Work.Require("billing_portal.configuration", call.Id))
        .Map("POST", "/v1/billing_portal/configurations/{id}", Update);

    private static JsonObject CreateSession(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var customer = work.Customer(call.Required("customer"));
        var configuration = asked.Text("configuration") is { } id
            ? work.Require("billing_portal.configuration", id, "configuration")
            : work.All("billing_portal.configuration", one => one.Flag("is_default")).FirstOrDefault() ?? MakeConfiguration(work, [], isDefault: true);
        var flow = asked.Object("flow_data") is { } data ? Flow(work, data, customer.Required("id"), asked.Text("return_url")) : null;
        var token = Ids.New("test_", 40);
        var session = work.New("billing_portal.session", new JsonObject
        {
            ["id"] = Ids.New("bps_1"),
            ["configuration"] = configuration.Text("id"),
            ["created"] = work.Now,
            ["customer"] = customer.Text("id"),
            ["flow"] = flow,
            ["locale"] = asked.Text("locale"),
            ["return_url"] = asked.Text("return_url") ?? configuration.Text("default_return_url"),
            ["url"] = $"{work.Address}p/session/{token}",
        }, new JsonObject { ["token"] = token });
        work.Emit("billing_portal.session.created", session);
        return session;
    }

    private static JsonObject Flow(Work work, JsonObject data, string customer, string? returnUrl)
    {
        var type = data.Required("type");
        var subscription = data.Text($"{type}.subscription");
        if (type.StartsWith("subscription", StringComparison.Ordinal))
        {
            if (work.Require("subscription", subscription ?? throw StripeError.MissingParameter($"flow_data[{type}][subscription]"), $"flow_data[{type}][subscription]").Text("customer") != customer)
                throw StripeError.Missing("subscription", subscription, $"flow_data[{type}][subscription]");
            if (type is "subscription_update_confirm")
                throw StripeError.NotModelled("The portal flow subscription_update_confirm");
        }
        return new JsonObject
        {
            ["after_completion"] = data.Object("after_completion") is { } after
                ? new JsonObject { ["hosted_confirmation"] = after["hosted_confirmation"].Copy(), ["redirect"] = after["redirect"].Copy(), ["type"] = after.Text("type") }
                : new JsonObject { ["hosted_confirmation"] = null, ["redirect"] = null, ["type"] = "portal_homepage" },
            ["subscription_cancel"] = type == "subscription_cancel" ? new JsonObject { ["retention"] = null, ["subscription"] = subscription } : null,
            ["subscription_update"] = type == "subscription_update" ? new JsonObject { ["subscription"] = subscription } : null,
            ["subscription_update_confirm"] = null,
            ["type"] = type,
        };
    }

    private static JsonObject MakeConfiguration(Work work, JsonObject asked, bool isDefault)
    {
        var features = asked.Object("features");
        var given = new JsonObject
        {
            ["id"] = Ids.New("bpc_1"),
            ["active"] = true,
            ["business_profile"] = new JsonObject(),
            ["created"] = work.Now,
            ["features"] = new JsonObject
            {
                ["customer_update"] = new JsonObject { ["allowed_updates"] = features.At("customer_update.allowed_updates").Copy() ?? new JsonArray("email", "name"), ["enabled"] = On(features, "customer_update", isDefault) },
                ["invoice_history"] = new JsonObject { ["enabled"] = On(features, "invoice_history", isDefault) },
                ["payment_method_update"] = new JsonObject { ["enabled"] = On(features, "payment_method_update", isDefault) },
                ["subscription_cancel"] = new JsonObject
                {
                    ["cancellation_reason"] = new JsonObject { ["enabled"] = false, ["options"] = new JsonArray() },
                    ["enabled"] = On(features, "subscription_cancel", isDefault),
                    ["mode"] = features.Text("subscription_cancel.mode") ?? "at_period_end",
                    ["proration_behavior"] = features.Text("subscription_cancel.proration_behavior") ?? "none",
                },
                ["subscription_pause"] = new JsonObject { ["duration"] = new JsonObject { ["type"] = "indefinite" }, ["enabled"] = On(features, "subscription_pause", false) },
                ["subscription_update"] = new JsonObject
                {
                    ["default_allowed_updates"] = features.At("subscription_update.default_allowed_updates").Copy() ?? new JsonArray(),
                    ["enabled"] = On(features, "subscription_update", false),
                    ["proration_behavior"] = features.Text("subscription_update.proration_behavior") ?? "none",
                    ["trial_update_behavior"] = "end_trial",
                },
            },
            ["is_default"] = isDefault,
            ["login_page"] = new JsonObject(),
            ["updated"] = work.Now,
        };
        given.TakeFrom(asked, "default_return_url", "name");
        if (asked.Object("business_profile") is { } profile)
            given["business_profile"] = profile.Copy();
        given.TakeMetadata(asked);
        var configuration = work.New("billing_portal.configuration", given);
        work.Emit("billing_portal.configuration.created", configuration);
        return configuration;
    }

    private static bool On(JsonObject? features, string name, bool otherwise) => features.At($"{name}.enabled") is null ? otherwise : features.Flag($"{name}.enabled");

    private static JsonObject Update(ApiCall call)
    {
        var configuration = call.Work.Require("billing_portal.configuration", call.Id);
        configuration.TakeFrom(call.Params, "active", "default_return_url", "name");
        configuration.TakeMetadata(call.Params);
        if (call.Params.Object("business_profile") is { } profile)
            configuration.Object("business_profile")!.TakeFrom(profile, "headline", "privacy_policy_url", "terms_of_service_url");
        foreach (var (name, value) in call.Params.Object("features") ?? [])
            if (value is JsonObject feature && configuration.Object($"features.{name}") is { } kept)
                kept.TakeFrom(feature, [.. feature.Select(pair => pair.Key).Where(kept.ContainsKey)]);
        configuration["updated"] = call.Work.Now;
        call.Work.EmitUpdate("billing_portal.configuration.updated", configuration);
        return configuration;
    }
}
