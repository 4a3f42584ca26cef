using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Cards as sources of a customer, the way of old that some clients still go.</summary>
internal static class Sources
{
    public static void Map(RouteTable routes) => routes
        .MapUnstated("GET", "/v1/customers/{id}/sources", call => Lists.Page(call, "card", one => one.Text("customer") == call.Id))
        .MapUnstated("POST", "/v1/customers/{id}/sources", Create)
        .MapUnstated("POST", "/v1/customers/{id}/sources/{source}", Update);

    /// <summary>Makes the <c>source</c> parameter of a customer its default source.</summary>
    public static void ApplyDefault(Work work, JsonObject customer, JsonObject asked)
    {
        if (asked.Text("source") is { } token)
            customer["default_source"] = Make(work, customer, token).Text("id");
        else if (asked.Text("default_source") is { } id)
            customer["default_source"] = work.Require("card", id, "default_source").Text("id");
    }

    private static JsonObject Create(ApiCall call)
    {
        var customer = call.Work.Customer(call.Id, "id");
        var card = Make(call.Work, customer, call.Required("source"));
        customer["default_source"] ??= card.Text("id");
        return card;
    }

    private static JsonObject Make(Work work, JsonObject customer, string token)
    {
        var test = TestCards.ByName(token.StartsWith("tok_", StringComparison.Ordinal) ? token[4..] : token) ?? throw StripeError.Missing("token", token, "source");
        if (test.DeclinesSetup)
            throw StripeError.Card(test.Decline!.Code, test.Decline.DeclineCode, test.Decline.Message);
        var method = PaymentMethods.OfCard(work, test, 8, DateTimeOffset.FromUnixTimeSeconds(work.Now).Year + 1, null);
        method["customer"] = customer.Text("id");
        var card = work.Create("card", new JsonObject
        {
            ["id"] = Ids.New("card_1"),
            ["object"] = "card",
            ["address_city"] = null,
            ["address_country"] = null,
            ["address_line1"] = null,
            ["address_line1_check"] = null,
            ["address_line2"] = null,
            ["address_state"] = null,
            ["address_zip"] = null,
            ["address_zip_check"] = null,
            ["allow_redisplay"] = "unspecified",
            ["brand"] = char.ToUpperInvariant(test.Brand[0]) + test.Brand[1..],
            ["country"] = "US",
            ["customer"] = customer.Text("id"),
            ["cvc_check"] = "pass",
            ["dynamic_last4"] = null,
            ["exp_month"] = 8,
            ["exp_year"] = method.At("card.exp_year").Copy(),
            ["fingerprint"] = method.Text("card.fingerprint"),
            ["funding"] = test.Funding,
            ["last4"] = test.Last4,
            ["metadata"] = new JsonObject(),
            ["name"] = null,
            ["regulated_status"] = "unregulated",
            ["tokenization_method"] = null,
            ["wallet"] = null,
        }, new JsonObject { ["method"] = method.Text("id") });
        work.Emit("customer.source.created", card);
        return card;
    }

    private static JsonObject Update(ApiCall call)
    {
        var card = call.Work.Require("card", call.Segments[1]);
        card.TakeFrom(call.Params, "name", "exp_month", "exp_year", "address_city", "address_country", "address_line1", "address_line2", "address_state", "address_zip");
        card.TakeMetadata(call.Params);
        call.Work.EmitUpdate("customer.source.updated", card);
        return card;
    }
}
