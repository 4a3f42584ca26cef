using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Webhooks;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The API of events (the last 30 days) and of webhook endpoints.</summary>
internal static class EventsApi
{
    private const long Kept = 30 * 86400;

    public static void Map(RouteTable routes) => routes
        .Map("GET", "/v1/events", List)
        .Map("GET", "/v1/events/{id}", call => call.Work.Require("event", call.Id))
        .Map("POST", "/v1/webhook_endpoints", Create)
        .Map("GET", "/v1/webhook_endpoints", call => Lists.Page(call, "webhook_endpoint"))
        .Map("GET", "/v1/webhook_endpoints/{id}", call => call.Work.Require("webhook_endpoint", call.Id))
        .Map("POST", "/v1/webhook_endpoints/{id}", Update)
        .Map("DELETE", "/v1/webhook_endpoints/{id}", Delete);

    /// <summary>An endpoint of that address and secret.</summary>
    public static JsonObject Make(Work work, string id, string url, string secret, JsonArray types) => work.New("webhook_endpoint", new JsonObject
    {
        ["id"] = id,
        ["api_version"] = ShapeCatalog.Instance.Version,
        ["created"] = work.Now,
        ["enabled_events"] = types,
        ["status"] = "enabled",
        ["url"] = url,
    }, new JsonObject { ["secret"] = secret });

    private static JsonObject List(ApiCall call)
    {
        var types = call.Params.Texts("types").ToHashSet();
        var undelivered = call.Params.Has("delivery_success")
            ? call.Work.State.All(Delivery.Kind).Where(doc => doc.Body.Text("status") != "delivered").Select(doc => doc.Body.Text("event")).ToHashSet()
            : null;
        return Lists.Page(call, "event", one =>
            (one.Amount("created") >= call.Work.Now - Kept || call.Work.State.Find(one.Required("id"))!.Hidden.Flag("under_test_clock"))
            && (call.Text("type") is not { } type || one.Text("type") == type || (type.EndsWith(".*", StringComparison.Ordinal) && one.Text("type")!.StartsWith(type[..^1], StringComparison.Ordinal)))
            && (types.Count == 0 || types.Contains(one.Text("type")!))
            && (undelivered is null || undelivered.Contains(one.Text("id")) != call.Params.Flag("delivery_success")));
    }

    private static JsonObject Create(ApiCall call)
    {
        var url = call.Required("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            throw StripeError.Invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid");
        var secret = "whsec_" + Ids.New("", 32);
        var endpoint = Make(call.Work, Ids.New("we_1"), url, secret, (JsonArray)call.Params["enabled_events"]!.DeepClone());
        endpoint.TakeFrom(call.Params, "description");
        endpoint.TakeMetadata(call.Params);
        if (call.Text("api_version") is { } version)
            endpoint["api_version"] = version;

        // The secret is told once, here.
        var answer = endpoint.Copy()!;
        answer["secret"] = secret;
        return answer;
    }

    private static JsonObject Update(ApiCall call)
    {
        var endpoint = call.Work.Require("webhook_endpoint", call.Id);
        endpoint.TakeFrom(call.Params, "url", "enabled_events", "description");
        endpoint.TakeMetadata(call.Params);
        if (call.Params.Has("disabled"))
            endpoint["status"] = call.Params.Flag("disabled") ? "disabled" : "enabled";
        return endpoint;
    }

    private static JsonObject Delete(ApiCall call)
    {
        call.Work.Delete(call.Work.Require("webhook_endpoint", call.Id));
        return new JsonObject { ["id"] = call.Id, ["object"] = "webhook_endpoint", ["deleted"] = true };
    }
}
