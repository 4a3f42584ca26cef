using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

internal static class Refunds
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/refunds", Create)
        .Map("GET", "/v1/refunds", call => Lists.Page(call, "refund", one => call.Is(one, "charge") && call.Is(one, "payment_intent")))
        .Map("GET", "/v1/refunds/{id}", call => call.Work.Require("refund", call.Id))
        .Map("POST", "/v1/refunds/{id}", Update);

    /// <summary>Gives money of the charge back and tells of it.</summary>
    /// <exception cref="StripeError">The charge is not paid, or not that much of it is left.</exception>
    public static JsonObject Make(Work work, JsonObject charge, long amount, string? reason, JsonObject asked)
    {
        if (charge.Text("status") != "succeeded")
            throw StripeError.Invalid($"Charge {charge.Text("id")} has not succeeded and cannot be refunded.", "charge");
        var left = charge.Amount("amount") - charge.Amount("amount_refunded");
        if (left <= 0)
            throw StripeError.Invalid($"Charge {charge.Text("id")} has already been refunded.", code: "charge_already_refunded");
        if (amount > left)
            throw StripeError.Invalid($"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount");
        if (amount <= 0)
            throw StripeError.Invalid("Invalid positive integer", "amount", "parameter_invalid_integer");
        if (charge.Flag("disputed") && work.State.All("dispute").Any(doc => doc.Body.Text("charge") == charge.Text("id") && !doc.Body.Flag("is_charge_refundable")))
            throw StripeError.Invalid($"Charge {charge.Text("id")} has been charged back; cannot issue a refund.", code: "charge_disputed");

        var card = work.Find("payment_method", charge.Text("payment_method")) is { } method ? PaymentMethods.CardOf(work, method) : null;
        var given = new JsonObject
        {
            ["id"] = Ids.New("re_3"),
            ["amount"] = amount,
            ["charge"] = charge.Text("id"),
            ["created"] = work.Now,
            ["currency"] = charge.Text("currency"),
            ["customer"] = charge.Text("customer"),
            ["destination_details"] = new JsonObject { ["type"] = "card", ["card"] = new JsonObject { ["reference"] = "5555555555", ["reference_status"] = "available", ["reference_type"] = "acquirer_reference_number", ["type"] = "refund" } },
            ["payment_intent"] = charge.Text("payment_intent"),
            ["payment_method"] = charge.Text("payment_method"),
            ["reason"] = reason,
            ["status"] = card?.RefundIsPending == true ? "pending" : "succeeded",
        };
        given.TakeMetadata(asked);
        given["balance_transaction"] = BalanceTransactions.Make(work, "refund", -amount, charge.Required("currency"), given.Required("id")).Text("id");
        if (charge.Text("payment_method_details.type") is not "card")
            given.Remove("destination_details");
        var refund = work.New("refund", given);
        charge["amount_refunded"] = charge.Amount("amount_refunded") + amount;
        charge["refunded"] = charge.Amount("amount_refunded") == charge.Amount("amount");
        work.Emit("refund.created", refund);
        work.EmitUpdate("charge.refunded", charge);
        if (card?.RefundFails == true)
            Fail(work, refund);
        return refund;
    }

    /// <summary>The bank could not give the money on: it is back in the account's balance.</summary>
    public static void Fail(Work work, JsonObject refund)
    {
        refund["status"] = "failed";
        refund["failure_reason"] = "unknown";
        refund["failure_balance_transaction"] = BalanceTransactions.Make(work, "refund_failure", refund.Amount("amount"), refund.Required("currency"), refund.Required("id")).Text("id");
        var charge = work.Require("charge", refund.Text("charge"));
        charge["amount_refunded"] = charge.Amount("amount_refunded") - refund.Amount("amount");
        charge["refunded"] = false;
        work.EmitUpdate("refund.updated", refund);
        work.Emit("refund.failed", refund);
        work.EmitUpdate("charge.updated", charge);
    }

    private static JsonObject Create(ApiCall call)
    {
        var work = call.Work;
        var id = call.Text("charge");
        if (id is null)
        {
            var intent = work.Require("payment_intent", call.Text("payment_intent") ?? throw StripeError.Invalid("One of the following params should be provided for this request: payment_intent or charge.", "payment_intent", "parameter_missing"), "payment_intent");
            id = intent.Text("latest_charge") ?? throw StripeError.Invalid($"This PaymentIntent ({intent.Text("id")}) does not have a successful charge to refund.", "payment_intent");
        }
        var charge = work.Require("charge", id, "charge");
        if (charge.Text("customer") is { } customer && work.Find("customer", customer) is { } known && !known.Flag("deleted"))
            work.Customer(customer);
        return Make(work, charge, call.Params.Number("amount") ?? charge.Amount("amount") - charge.Amount("amount_refunded"), call.Text("reason"), call.Params);
    }

    private static JsonObject Update(ApiCall call)
    {
        var refund = call.Work.Require("refund", call.Id);
        refund.TakeMetadata(call.Params);
        if (call.Work.EmitUpdate("refund.updated", refund))
            call.Work.Emit("charge.refund.updated", refund);
        return refund;
    }
}
