using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The API of payment intents; how one is paid stands in <see cref="Payment"/>.</summary>
internal static class PaymentIntents
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/payment_intents", Create, "payment_method_types")
        .Map("GET", "/v1/payment_intents", call => Lists.Page(call, "payment_intent", one => call.Is(one, "customer")))
        .Map("GET", "/v1/payment_intents/search", call => Search.Page(call, "payment_intent"))
        .Map("GET", "/v1/payment_intents/{id}", call => call.Work.Require("payment_intent", call.Id, "intent"))
        .Map("POST", "/v1/payment_intents/{id}", Update, "payment_method_types")
        .Map("POST", "/v1/payment_intents/{id}/confirm", call => Confirm(call.Work, Require(call), call.Params), "payment_method_types")
        .Map("POST", "/v1/payment_intents/{id}/capture", Capture)
        .Map("POST", "/v1/payment_intents/{id}/cancel", Cancel);

    /// <summary>An intent as the account itself makes one for an invoice or for Checkout.</summary>
    public static JsonObject Make(Work work, JsonObject given, JsonObject? hidden = null)
    {
        var id = Ids.New("pi_3");
        given["id"] = id;
        given["capture_method"] ??= "automatic_async";
        given["client_secret"] = Ids.Secret(id);
        given["confirmation_method"] ??= "automatic";
        given["created"] = work.Now;
        given["payment_method_types"] ??= new JsonArray("card", "us_bank_account");
        given["status"] ??= "requires_payment_method";
        given["payment_method_options"] ??= new JsonObject { ["card"] = new JsonObject { ["installments"] = null, ["mandate_options"] = null, ["request_three_d_secure"] = "automatic" } };
        if (given["automatic_payment_methods"] is not null)
            given["payment_method_configuration_details"] = new JsonObject { ["id"] = "pmc_1SimulatorDefault000000", ["parent"] = null };
        var intent = work.New("payment_intent", given, hidden);
        work.Emit("payment_intent.created", intent);
        return intent;
    }

    private static JsonObject Require(ApiCall call) => call.Work.Require("payment_intent", call.Id, "intent");

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var amount = asked.Amount("amount");
        Currencies.Check(amount, asked.Text("currency")!);
        if (asked.Text("customer") is { } customer)
            work.Customer(customer);
        var given = new JsonObject { ["amount"] = amount, ["currency"] = asked.Text("currency")!.ToLowerInvariant() };
        given.TakeFrom(asked, "capture_method", "confirmation_method", "customer", "description", "receipt_email", "setup_future_usage", "shipping", "statement_descriptor", "statement_descriptor_suffix", "transfer_group");
        given.TakeMetadata(asked);
        given["capture_method"] = asked.Text("capture_method") ?? "automatic_async";
        if (asked.Text("confirmation_method") is null)
            given.Remove("confirmation_method");
        if (asked["payment_method_types"] is JsonArray types && types.Count > 0)
            given["payment_method_types"] = types.Copy();
        else if (asked["allowed_payment_method_types"] is JsonArray allowed && allowed.Count > 0)
            (given["payment_method_types"], given["allowed_payment_method_types"]) = (allowed.Copy(), allowed.Copy());
        else
            given["automatic_payment_methods"] = new JsonObject { ["allow_redirects"] = asked.Text("automatic_payment_methods.allow_redirects") ?? "always", ["enabled"] = true };
        if (asked.Flag("automatic_payment_methods.enabled"))
            given["automatic_payment_methods"] = asked.Object("automatic_payment_methods").Copy();

        var intent = Make(work, given);
        if (asked.Flag("confirm"))
            return Confirm(work, intent, asked);
        SetMethod(work, intent, asked);
        return intent;
    }

    private static JsonObject Update(ApiCall call)
    {
        var intent = Require(call);
        if (intent.Text("status") is "succeeded" or "canceled" && call.Params.Any(pair => pair.Key is not ("metadata" or "description" or "receipt_email" or "shipping" or "expand")))
            throw Unexpected(intent, "You cannot update this PaymentIntent");
        intent.TakeFrom(call.Params, "amount", "currency", "customer", "description", "receipt_email", "setup_future_usage", "shipping", "statement_descriptor", "transfer_group");
        intent.TakeMetadata(call.Params);
        SetMethod(call.Work, intent, call.Params);
        return intent;
    }

    private static void SetMethod(Work work, JsonObject intent, JsonObject asked)
    {
        JsonObject? method = null;
        if (asked.Text("payment_method") is { } id)
            method = PaymentMethods.Resolve(work, id);
        else if (asked.Object("payment_method_data") is { } data)
            method = PaymentMethods.Make(work, data);
        if (method is null)
            return;
        intent["payment_method"] = method.Text("id");
        if (intent.Text("status") is "requires_payment_method")
            intent["status"] = "requires_confirmation";
    }

    private static JsonObject Confirm(Work work, JsonObject intent, JsonObject asked)
    {
        if (intent.Text("status") is not ("requires_payment_method" or "requires_confirmation" or "requires_action"))
            throw Unexpected(intent, "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed or was canceled");
        if (intent.Text("customer") is { } customer)
            work.Customer(customer);
        SetMethod(work, intent, asked);
        if (asked.Text("setup_future_usage") is { } usage)
            intent["setup_future_usage"] = usage;
        if (intent.Text("payment_method") is not { } method)
            throw StripeError.Invalid("You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent with cus_…, specify a payment method attached to this customer along with the customer ID.", code: "payment_intent_unexpected_state");
        var offSession = asked.Text("off_session") is "true" or "one_off" or "recurring";
        var result = Payment.Attempt(work, intent, work.Require("payment_method", method, "payment_method"), offSession, asked.Text("return_url"));
        Payment.Follow(work, intent);
        if (result is PaymentResult.Declined && asked.Text("error_on_requires_action") is not "ignore")
            throw Payment.DeclinedError(work, intent);
        return intent;
    }

    private static JsonObject Capture(ApiCall call)
    {
        var (work, intent) = (call.Work, Require(call));
        if (intent.Text("status") is not "requires_capture")
            throw Unexpected(intent, "This PaymentIntent could not be captured");
        var amount = call.Params.Number("amount_to_capture") ?? intent.Amount("amount");
        if (amount > intent.Amount("amount_capturable"))
            throw StripeError.Invalid("The amount to capture must not be greater than the amount that can be captured.", "amount_to_capture", "amount_too_large");
        Payment.Capture(work, intent, amount);
        Payment.Follow(work, intent);
        return intent;
    }

    private static JsonObject Cancel(ApiCall call)
    {
        var (work, intent) = (call.Work, Require(call));
        if (intent.Text("status") is "succeeded" or "canceled" or "processing")
            throw Unexpected(intent, "You cannot cancel this PaymentIntent");
        intent["status"] = "canceled";
        intent["canceled_at"] = work.Now;
        intent["cancellation_reason"] = call.Text("cancellation_reason");
        intent["next_action"] = null;
        intent["amount_capturable"] = 0;
        if (work.Find("charge", intent.Text("latest_charge")) is { } charge && charge.Text("status") == "succeeded" && !charge.Flag("captured"))
            Refunds.Make(work, charge, charge.Amount("amount"), null, []);
        work.Emit("payment_intent.canceled", intent);
        return intent;
    }

    private static StripeError Unexpected(JsonObject intent, string what) => Unexpected(intent, what, "payment_intent");

    /// <summary>The error for something that an intent's status does not allow; it carries the intent.</summary>
    public static StripeError Unexpected(JsonObject intent, string what, string kind)
    {
        var error = StripeError.Invalid($"{what} because it has a status of {intent.Text("status")}.", code: $"{kind}_unexpected_state");
        error.Body[kind] = intent.Copy();
        return error;
    }
}
