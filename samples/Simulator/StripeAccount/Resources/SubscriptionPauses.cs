using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Pausing the subscription itself (not its collection): status <c>paused</c>, no invoices, until it is resumed.</summary>
internal static class SubscriptionPauses
{
    public static JsonObject Pause(ApiCall call)
    {
        var work = call.Work;
        var subscription = work.Require("subscription", call.Id);
        work.Customer(subscription.Text("customer"));
        if (subscription.Text("billing_mode.type") != "flexible")
            throw StripeError.Invalid("Only subscriptions with billing_mode flexible can be paused.");
        if (subscription.Text("status") is not ("active" or "trialing" or "past_due"))
            throw StripeError.Invalid($"This subscription cannot be paused because its status is {subscription.Text("status")}.");
        work.Hidden(call.Id)["paused_from"] = subscription.Text("status");
        subscription["status"] = "paused";
        subscription["status_details"] = Subscriptions.StatusDetails(work, "pause_requested");
        work.EmitUpdate("customer.subscription.updated", subscription);
        work.Emit("customer.subscription.paused", subscription);
        return subscription;
    }

    /// <summary>Resumes: in a period that still runs at once and without a charge; else with a new period that has to be paid first.</summary>
    public static JsonObject Resume(ApiCall call)
    {
        var work = call.Work;
        var subscription = work.Require("subscription", call.Id);
        var customer = work.Customer(subscription.Text("customer"));
        if (subscription.Text("status") != "paused")
            throw StripeError.Invalid("This subscription is not paused: only a paused subscription can be resumed.");
        var unchanged = call.Text("billing_cycle_anchor") == "unchanged";
        if (unchanged && Subscriptions.PeriodEnd(subscription) > work.Now)
        {
            EndPause(work, subscription);
            work.EmitUpdate("customer.subscription.updated", subscription);
            return subscription;
        }

        if (!unchanged)
            subscription["billing_cycle_anchor"] = work.Now;
        foreach (var item in subscription.Objects("items"))
        {
            item["current_period_start"] = work.Now;
            item["current_period_end"] = BillingCycle.Next(subscription.Amount("billing_cycle_anchor"), work.Now, item.Required("price.recurring.interval"), item.Number("price.recurring.interval_count") ?? 1);
        }
        var lines = subscription.Objects("items").Select(item => InvoiceLines.OfItem(work, subscription, item, item.Amount("current_period_start"), item.Amount("current_period_end"))).ToList();
        var invoice = Invoices.Make(work, customer, subscription, "subscription_update", lines, new JsonObject { ["discounts"] = Subscriptions.Discounts(subscription, customer) });
        subscription["latest_invoice"] = invoice.Text("id");
        work.Hidden(call.Id)["resumes_with"] = invoice.Text("id");
        Invoices.Finalize(work, invoice);
        if (invoice.Text("status") == "open")
            Invoices.Collect(work, invoice, null, offSession: true);
        work.EmitUpdate("customer.subscription.updated", subscription);
        return subscription;
    }

    public static void EndPause(Work work, JsonObject subscription)
    {
        var hidden = work.Hidden(subscription.Required("id"));
        hidden.Remove("resumes_with");
        subscription["status"] = hidden.Text("paused_from") is "trialing" && subscription.Amount("trial_end") > work.Now ? "trialing" : "active";
        hidden.Remove("paused_from");
        subscription.Remove("status_details");
        work.Emit("customer.subscription.resumed", subscription);
    }
}
