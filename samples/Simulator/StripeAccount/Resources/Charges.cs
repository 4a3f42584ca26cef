using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

internal static class Charges
{
    public static void Map(RouteTable routes) => routes
        .Map("GET", "/v1/charges", call => Lists.Page(call, "charge", one => call.Is(one, "customer") && call.Is(one, "payment_intent") && call.Is(one, "transfer_group")))
        .Map("GET", "/v1/charges/search", call => Search.Page(call, "charge"))
        .Map("GET", "/v1/charges/{id}", call => call.Work.Require("charge", call.Id))
        .Map("POST", "/v1/charges/{id}", Update)
        .MapUnstated("GET", "/v1/charges/{id}/refunds", call => Lists.Page(call, "refund", one => one.Text("charge") == call.Id))
        .Map("GET", "/v1/balance_transactions", call => Lists.Page(call, "balance_transaction", one => call.Is(one, "source") && call.Is(one, "type") && call.Is(one, "currency")))
        .Map("GET", "/v1/balance_transactions/{id}", call => call.Work.Require("balance_transaction", call.Id));

    /// <summary>The charge of an attempt to pay the intent. <paramref name="status"/> is <c>succeeded</c>, <c>pending</c> or <c>failed</c>.</summary>
    public static JsonObject Make(Work work, JsonObject intent, JsonObject method, string status, bool captured)
    {
        var id = Ids.New(method.Text("type") == "card" ? "ch_3" : "py_3");
        var (amount, paid) = (intent.Amount("amount"), status == "succeeded");
        var customer = work.Find("customer", intent.Text("customer"));
        return work.New("charge", new JsonObject
        {
            ["id"] = id,
            ["amount"] = amount,
            ["amount_captured"] = paid && captured ? amount : 0,
            ["amount_refunded"] = 0,
            ["balance_transaction"] = paid && captured ? BalanceTransactions.Make(work, "charge", amount, intent.Required("currency"), id).Text("id") : null,
            ["billing_details"] = method.Object("billing_details").Copy() ?? [],
            ["calculated_statement_descriptor"] = "SIMULATOR",
            ["captured"] = captured && status != "failed",
            ["created"] = work.Now,
            ["currency"] = intent.Text("currency"),
            ["customer"] = intent.Text("customer"),
            ["description"] = intent.Text("description"),
            ["fraud_details"] = new JsonObject(),
            ["metadata"] = intent.Object("metadata").Copy() ?? [],
            ["outcome"] = status == "pending" ? null : new JsonObject
            {
                ["network_status"] = "approved_by_network",
                ["risk_level"] = "normal",
                ["risk_score"] = 24,
                ["seller_message"] = "Payment complete.",
                ["type"] = "authorized",
            },
            ["paid"] = paid,
            ["payment_intent"] = intent.Text("id"),
            ["payment_method"] = method.Text("id"),
            ["payment_method_details"] = Details(method, amount),
            ["receipt_email"] = intent.Text("receipt_email") ?? (intent["receipt_email"] is null ? null : customer.Text("email")),
            ["receipt_url"] = status == "failed" ? null : $"{work.Address}receipts/{id}",
            ["shipping"] = intent["shipping"].Copy(),
            ["status"] = status,
        });
    }

    private static JsonObject Details(JsonObject method, long amount) => method.Text("type") switch
    {
        "card" => new JsonObject
        {
            ["type"] = "card",
            ["card"] = new JsonObject
            {
                ["amount_authorized"] = amount,
                ["authorization_code"] = "123456",
                ["brand"] = method.Text("card.brand"),
                ["checks"] = method.At("card.checks").Copy(),
                ["country"] = method.Text("card.country"),
                ["exp_month"] = method.At("card.exp_month").Copy(),
                ["exp_year"] = method.At("card.exp_year").Copy(),
                ["extended_authorization"] = new JsonObject { ["status"] = "disabled" },
                ["fingerprint"] = method.Text("card.fingerprint"),
                ["funding"] = method.Text("card.funding"),
                ["incremental_authorization"] = new JsonObject { ["status"] = "unavailable" },
                ["last4"] = method.Text("card.last4"),
                ["multicapture"] = new JsonObject { ["status"] = "unavailable" },
                ["network"] = method.Text("card.brand"),
                ["network_token"] = new JsonObject { ["used"] = false },
                ["network_transaction_id"] = "104557651805572",
                ["overcapture"] = new JsonObject { ["maximum_amount_capturable"] = amount, ["status"] = "unavailable" },
                ["regulated_status"] = "unregulated",
            },
        },
        "us_bank_account" => new JsonObject
        {
            ["type"] = "us_bank_account",
            ["us_bank_account"] = new JsonObject
            {
                ["account_holder_type"] = method.Text("us_bank_account.account_holder_type"),
                ["account_type"] = method.Text("us_bank_account.account_type"),
                ["bank_name"] = method.Text("us_bank_account.bank_name"),
                ["fingerprint"] = method.Text("us_bank_account.fingerprint"),
                ["last4"] = method.Text("us_bank_account.last4"),
                ["routing_number"] = method.Text("us_bank_account.routing_number"),
            },
        },
        _ => new JsonObject
        {
            ["type"] = "sepa_debit",
            ["sepa_debit"] = new JsonObject
            {
                ["bank_code"] = method.Text("sepa_debit.bank_code"),
                ["country"] = method.Text("sepa_debit.country"),
                ["fingerprint"] = method.Text("sepa_debit.fingerprint"),
                ["last4"] = method.Text("sepa_debit.last4"),
            },
        },
    };

    private static JsonObject Update(ApiCall call)
    {
        var charge = call.Work.Require("charge", call.Id);
        charge.TakeFrom(call.Params, "description", "receipt_email", "shipping", "fraud_details");
        charge.TakeMetadata(call.Params);
        call.Work.EmitUpdate("charge.updated", charge);
        return charge;
    }
}
