using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

internal static class Disputes
{
    public static void Map(RouteTable routes) => routes
        .Map("GET", "/v1/disputes", call => Lists.Page(call, "dispute", one => call.Is(one, "charge") && call.Is(one, "payment_intent")))
        .Map("GET", "/v1/disputes/{id}", call => call.Work.Require("dispute", call.Id))
        .Map("POST", "/v1/disputes/{id}", Update)
        .Map("POST", "/v1/disputes/{id}/close", call => Close(call.Work, call.Work.Require("dispute", call.Id), "lost"));

    /// <summary>The holder disputes the charge. An inquiry takes no money yet.</summary>
    public static JsonObject Open(Work work, JsonObject charge, string reason, bool inquiry)
    {
        if (charge.Flag("disputed"))
            throw StripeError.Invalid($"Charge {charge.Text("id")} is disputed already.", "charge");
        var id = Ids.New("du_1");
        var dispute = work.New("dispute", new JsonObject
        {
            ["id"] = id,
            ["amount"] = charge["amount"].Copy(),
            ["charge"] = charge.Text("id"),
            ["created"] = work.Now,
            ["currency"] = charge.Text("currency"),
            ["enhanced_eligibility_types"] = new JsonArray(),
            ["evidence"] = new JsonObject { ["customer_email_address"] = charge.Text("billing_details.email"), ["customer_name"] = charge.Text("billing_details.name") },
            ["evidence_details"] = new JsonObject { ["due_by"] = work.Now + 9 * 86400, ["submission_method"] = "not_submitted" },
            ["is_charge_refundable"] = inquiry,
            ["network_reason_code"] = "10.4",
            ["payment_intent"] = charge.Text("payment_intent"),
            ["payment_method_details"] = new JsonObject
            {
                ["type"] = "card",
                ["card"] = new JsonObject { ["brand"] = charge.Text("payment_method_details.card.brand") ?? "visa", ["case_type"] = inquiry ? "inquiry" : "chargeback", ["network"] = "visa", ["network_reason_code"] = "10.4" },
            },
            ["reason"] = reason,
            ["status"] = inquiry ? "warning_needs_response" : "needs_response",
        });
        charge["disputed"] = true;
        work.Emit("charge.dispute.created", dispute);
        if (!inquiry)
            Withdraw(work, dispute);
        work.EmitUpdate("charge.updated", charge);
        return dispute;
    }

    /// <summary>Ends a dispute: <c>won</c>, <c>lost</c>; an inquiry closes without either.</summary>
    public static JsonObject Close(Work work, JsonObject dispute, string outcome)
    {
        var inquiry = dispute.Text("status")!.StartsWith("warning", StringComparison.Ordinal);
        if (dispute.Text("status") is "won" or "lost" or "warning_closed")
            throw StripeError.Invalid("This dispute is already closed.");
        dispute["status"] = inquiry && outcome != "lost" ? "warning_closed" : outcome;
        if (outcome == "won" && !inquiry)
        {
            var back = BalanceTransactions.Make(work, "adjustment", dispute.Amount("amount"), dispute.Required("currency"), dispute.Required("id"));
            dispute["balance_transactions"]!.AsArray().Add(back.Copy());
            work.Emit("charge.dispute.funds_reinstated", dispute);
        }
        work.Emit("charge.dispute.closed", dispute);
        return dispute;
    }

    private static void Withdraw(Work work, JsonObject dispute)
    {
        var taken = BalanceTransactions.Make(work, "adjustment", -dispute.Amount("amount"), dispute.Required("currency"), dispute.Required("id"));
        dispute["balance_transactions"]!.AsArray().Add(taken.Copy());
        work.Emit("charge.dispute.funds_withdrawn", dispute);
    }

    private static JsonObject Update(ApiCall call)
    {
        var dispute = call.Work.Require("dispute", call.Id);
        dispute.TakeMetadata(call.Params);
        if (call.Params.Object("evidence") is { } evidence)
        {
            dispute.Object("evidence")!.TakeFrom(evidence, [.. evidence.Select(pair => pair.Key).Where(key => dispute.Object("evidence")!.ContainsKey(key))]);
            dispute.Object("evidence_details")!["has_evidence"] = true;
        }
        if (call.Params.Object("evidence") is not null && (call.Params["submit"] is null || call.Params.Flag("submit")))
        {
            dispute.Object("evidence_details")!["submission_count"] = dispute.Amount("evidence_details.submission_count") + 1;
            dispute.Object("evidence_details")!["submission_method"] = "manual";
            dispute["status"] = dispute.Text("status") == "warning_needs_response" ? "warning_under_review" : "under_review";
        }
        call.Work.EmitUpdate("charge.dispute.updated", dispute);

        // The documented words that decide a test dispute.
        if (call.Text("evidence.uncategorized_text") is "winning_evidence" or "losing_evidence")
            Close(call.Work, dispute, call.Text("evidence.uncategorized_text") == "winning_evidence" ? "won" : "lost");
        return dispute;
    }
}
