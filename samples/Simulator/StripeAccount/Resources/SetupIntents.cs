using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

internal static class SetupIntents
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/setup_intents", Create, "payment_method_types")
        .Map("GET", "/v1/setup_intents", call => Lists.Page(call, "setup_intent", one => call.Is(one, "customer") && call.Is(one, "payment_method")))
        .Map("GET", "/v1/setup_intents/{id}", call => call.Work.Require("setup_intent", call.Id, "intent"))
        .Map("POST", "/v1/setup_intents/{id}", Update, "payment_method_types")
        .Map("POST", "/v1/setup_intents/{id}/confirm", call => Confirm(call.Work, call.Work.Require("setup_intent", call.Id, "intent"), call.Params), "payment_method_types")
        .Map("POST", "/v1/setup_intents/{id}/cancel", Cancel);

    public static JsonObject Make(Work work, JsonObject given, JsonObject? hidden = null)
    {
        var id = Ids.New("seti_1");
        given["id"] = id;
        given["client_secret"] = Ids.Secret(id);
        given["created"] = work.Now;
        given["payment_method_types"] ??= new JsonArray("card", "us_bank_account");
        given["status"] ??= "requires_payment_method";
        given["usage"] ??= "off_session";
        given["payment_method_options"] ??= new JsonObject { ["card"] = new JsonObject { ["mandate_options"] = null, ["request_three_d_secure"] = "automatic" } };
        var intent = work.New("setup_intent", given, hidden);
        work.Emit("setup_intent.created", intent);
        return intent;
    }

    /// <summary>Tries to set the method up for later; the intent then shows the outcome.</summary>
    public static PaymentResult Attempt(Work work, JsonObject intent, JsonObject method, string? returnUrl, bool authenticated)
    {
        var card = method.Text("type") == "card" ? PaymentMethods.CardOf(work, method) : null;
        intent["payment_method"] = method.Text("id");
        if (card is { DeclinesSetup: true, Decline: { } decline })
        {
            intent["status"] = "requires_payment_method";
            intent["next_action"] = null;
            intent["payment_method"] = null;
            var error = new JsonObject { ["code"] = decline.Code };
            if (decline.DeclineCode is not null)
                error["decline_code"] = decline.DeclineCode;
            error["doc_url"] = $"https://stripe.com/docs/error-codes/{decline.Code.Replace('_', '-')}";
            error["message"] = decline.Message;
            error["payment_method"] = method.Copy();
            error["type"] = "card_error";
            intent["last_setup_error"] = error;
            work.Emit("setup_intent.setup_failed", intent);
            return PaymentResult.Declined;
        }
        if (!authenticated && card?.Authentication is Authentication.UnlessSetUp or Authentication.Always)
        {
            intent["status"] = "requires_action";
            intent["next_action"] = new JsonObject
            {
                ["redirect_to_url"] = new JsonObject { ["return_url"] = returnUrl, ["url"] = $"{work.Address}checkout/authenticate/{intent.Text("id")}" },
                ["type"] = "redirect_to_url",
            };
            work.Emit("setup_intent.requires_action", intent);
            return PaymentResult.NeedsAction;
        }
        work.Hidden(method.Required("id"))["authenticated"] = true;
        intent["status"] = "succeeded";
        intent["next_action"] = null;
        intent["last_setup_error"] = null;
        if (work.Find("customer", intent.Text("customer")) is { } customer)
            PaymentMethods.Attach(work, method, customer, tell: true);
        work.Emit("setup_intent.succeeded", intent);
        return PaymentResult.Succeeded;
    }

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        if (asked.Text("customer") is { } customer)
            work.Customer(customer);
        var given = new JsonObject();
        given.TakeFrom(asked, "customer", "description", "usage");
        given.TakeMetadata(asked);
        if (asked["payment_method_types"] is JsonArray types && types.Count > 0)
            given["payment_method_types"] = types.Copy();
        else
            given["automatic_payment_methods"] = new JsonObject { ["allow_redirects"] = "always", ["enabled"] = true };
        var intent = Make(work, given);
        if (asked.Text("payment_method") is { } id)
        {
            intent["payment_method"] = PaymentMethods.Resolve(work, id).Text("id");
            intent["status"] = "requires_confirmation";
        }
        return asked.Flag("confirm") ? Confirm(work, intent, asked) : intent;
    }

    private static JsonObject Update(ApiCall call)
    {
        var intent = call.Work.Require("setup_intent", call.Id, "intent");
        intent.TakeFrom(call.Params, "customer", "description");
        intent.TakeMetadata(call.Params);
        if (call.Text("payment_method") is { } id)
        {
            intent["payment_method"] = PaymentMethods.Resolve(call.Work, id).Text("id");
            intent["status"] = "requires_confirmation";
        }
        return intent;
    }

    private static JsonObject Confirm(Work work, JsonObject intent, JsonObject asked)
    {
        if (intent.Text("status") is "succeeded" or "canceled")
            throw PaymentIntents.Unexpected(intent, "You cannot confirm this SetupIntent", "setup_intent");
        var id = asked.Text("payment_method") ?? intent.Text("payment_method") ?? throw StripeError.Invalid("You cannot confirm this SetupIntent because it's missing a payment method.", code: "setup_intent_unexpected_state");
        var method = asked.Object("payment_method_data") is { } data ? PaymentMethods.Make(work, data)
            : intent.Text("payment_method") is { } own && asked.Text("payment_method") == id && id.StartsWith("pm_card_", StringComparison.Ordinal) ? work.Require("payment_method", own)
            : PaymentMethods.Resolve(work, id);
        if (Attempt(work, intent, method, asked.Text("return_url"), authenticated: false) is PaymentResult.Declined)
        {
            var error = intent.Object("last_setup_error")!;
            throw StripeError.Card(error.Required("code"), error.Text("decline_code"), error.Required("message"), new JsonObject { ["setup_intent"] = intent.Copy(), ["payment_method"] = method.Copy() });
        }
        return intent;
    }

    private static JsonObject Cancel(ApiCall call)
    {
        var intent = call.Work.Require("setup_intent", call.Id, "intent");
        if (intent.Text("status") is "succeeded" or "canceled")
            throw PaymentIntents.Unexpected(intent, "You cannot cancel this SetupIntent", "setup_intent");
        intent["status"] = "canceled";
        intent["cancellation_reason"] = call.Text("cancellation_reason");
        intent["next_action"] = null;
        call.Work.Emit("setup_intent.canceled", intent);
        return intent;
    }
}
