using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Changes of a subscription that exists: its items with prorations, cancelling later, pausing the collection, its payment method.</summary>
internal static class SubscriptionChanges
{
    public static JsonObject Update(Work work, JsonObject subscription, JsonObject asked)
    {
        var customer = work.Customer(subscription.Text("customer"));
        if (!Subscriptions.IsLive(subscription))
        {
            if (asked.Any(pair => pair.Key is not ("metadata" or "cancellation_details" or "expand")))
                throw StripeError.Invalid("A canceled subscription can only update its cancellation_details and metadata.");
            subscription.TakeMetadata(asked);
            work.EmitUpdate("customer.subscription.updated", subscription);
            return subscription;
        }

        var before = subscription.Objects("items").Select(item => item.Copy()!).ToList();
        subscription.TakeFrom(asked, "collection_method", "days_until_due", "description");
        subscription.TakeMetadata(asked);
        SetMethod(work, subscription, customer, asked);
        SetCancellation(work, subscription, asked);
        if (asked.Has("pause_collection"))
            subscription["pause_collection"] = asked.Object("pause_collection") is { } pause
                ? new JsonObject { ["behavior"] = pause.Text("behavior"), ["resumes_at"] = pause["resumes_at"].Copy() }
                : null;
        if (asked.Has("discounts"))
            subscription["discounts"] = new JsonArray([.. Coupons.Asked(work, asked, customer.Text("id"), subscription.Text("id")).Select(one => (JsonNode?)one.Text("id"))]);
        if (asked.Object("trial_settings") is { } trialSettings)
            subscription["trial_settings"] = trialSettings.Copy();
        if (asked.Text("payment_settings.save_default_payment_method") is { } save)
            subscription.Object("payment_settings")!["save_default_payment_method"] = save;

        if (asked.Text("trial_end") is { } trial)
            return EndOrMoveTrial(work, subscription, asked, trial);
        if (asked.Objects("items").Any() || asked.Text("billing_cycle_anchor") == "now")
            ChangeItems(work, subscription, customer, asked, before);
        work.EmitUpdate("customer.subscription.updated", subscription);
        return subscription;
    }

    /// <summary>Applies <c>items[]</c> to the subscription; tells whether its cycle begins anew.</summary>
    public static bool ApplyItems(Work work, JsonObject subscription, JsonObject asked, string path = "items")
    {
        var items = (JsonArray)subscription.Object("items")!["data"]!;
        var interval = Interval(items.OfType<JsonObject>().First());
        foreach (var (change, index) in asked.Objects("items").Select((item, index) => (item, index)))
        {
            var param = $"{path}[{index}]";
            if (change.Text("id") is { } id)
            {
                var item = items.OfType<JsonObject>().FirstOrDefault(one => one.Text("id") == id) ?? throw StripeError.Missing("subscription_item", id, $"{param}[id]");
                if (change.Flag("deleted"))
                {
                    items.Remove(item);
                    continue;
                }
                if (change.Has("price") || change.Has("price_data") || change.Has("plan"))
                {
                    var price = SubscriptionApi.Price(work, change, param);
                    if (price.Text("currency") != subscription.Text("currency"))
                        throw StripeError.Invalid("The currency of a subscription cannot be changed.", $"{param}[price]");
                    item["price"] = price.Copy();
                    item["plan"] = Catalog.Plan(price);
                }
                if (change.Number("quantity") is { } quantity)
                    item["quantity"] = quantity;
                item.TakeMetadata(change);
            }
            else
            {
                var (price, quantity, given) = SubscriptionApi.Items(work, new JsonObject { ["items"] = new JsonArray(change.Copy()) })[0];
                var first = items.OfType<JsonObject>().First();
                items.Add(Subscriptions.Item(work, subscription.Required("id"), price, quantity, first.Amount("current_period_start"), first.Amount("current_period_end"), given));
            }
        }
        if (items.Count == 0)
            throw StripeError.Invalid("A subscription must have at least one active plan. Use the cancel endpoint to cancel it instead.", path);
        subscription.Object("items")!["total_count"] = items.Count;
        return asked.Text("billing_cycle_anchor") == "now" || Interval(items.OfType<JsonObject>().First()) != interval;
    }

    private static void ChangeItems(Work work, JsonObject subscription, JsonObject customer, JsonObject asked, List<JsonObject> before)
    {
        var at = asked.Number("proration_date") ?? work.Now;
        if (at < before[0].Amount("current_period_start") || at > before[0].Amount("current_period_end"))
            throw StripeError.Invalid("Cannot specify a proration date outside of the subscription's current period.", "proration_date");
        var restarts = ApplyItems(work, subscription, asked);
        var behavior = asked.Text("proration_behavior") ?? "create_prorations";
        var trialing = subscription.Text("status") == "trialing";
        var lines = behavior == "none" || trialing ? [] : Prorations.Lines(work, subscription, before, [.. subscription.Objects("items")], at, restarts);
        if (restarts && !trialing)
        {
            subscription["billing_cycle_anchor"] = work.Now;
            foreach (var item in subscription.Objects("items"))
            {
                item["current_period_start"] = work.Now;
                item["current_period_end"] = BillingCycle.Next(work.Now, work.Now, item.Required("price.recurring.interval"), item.Number("price.recurring.interval_count") ?? 1);
                lines.Add(InvoiceLines.OfItem(work, subscription, item, work.Now, item.Amount("current_period_end")));
            }
        }
        if (lines.Count == 0)
            return;
        if (behavior != "always_invoice" && !restarts)
        {
            InvoiceItems.Add(work, subscription, lines);
            return;
        }
        var invoice = Invoices.Make(work, customer, subscription, "subscription_update", lines, new JsonObject
        {
            ["discounts"] = Subscriptions.Discounts(subscription, customer),
            ["period_start"] = before[0].Amount("current_period_start"),
            ["period_end"] = work.Now,
        });
        subscription["latest_invoice"] = invoice.Text("id");
        CollectAtOnce(work, subscription, invoice, asked);
    }

    // What comes of a change is not left lying as a draft.
    private static void CollectAtOnce(Work work, JsonObject subscription, JsonObject invoice, JsonObject asked)
    {
        Invoices.Finalize(work, invoice);
        if (invoice.Text("status") != "open" || subscription.Text("collection_method") != "charge_automatically")
            return;
        Invoices.Collect(work, invoice, null, offSession: true);
        if (invoice.Text("status") == "open" && asked.Text("payment_behavior") == "error_if_incomplete")
            throw new StripeError(402, Invoices.Intent(work, invoice) is { } intent && intent["last_payment_error"] is not null
                ? Payment.DeclinedError(work, intent).Body
                : new JsonObject { ["message"] = "The payment could not be completed.", ["type"] = "card_error", ["code"] = "card_declined" });
        if (invoice.Text("status") == "open" && asked.Text("payment_behavior") is null or "allow_incomplete" && invoice.Text("status") == "open")
            subscription["status"] = "past_due";
    }

    private static void SetMethod(Work work, JsonObject subscription, JsonObject customer, JsonObject asked)
    {
        if (!asked.Has("default_payment_method"))
            return;
        subscription["default_payment_method"] = asked.Text("default_payment_method") is { } method
            ? (work.Require("payment_method", method, "default_payment_method").Text("customer") == customer.Text("id")
                ? method
                : throw StripeError.Invalid($"The customer does not have a payment method with the ID {method}. The payment method must be attached to the customer.", "default_payment_method", "resource_missing"))
            : null;
    }

    private static void SetCancellation(Work work, JsonObject subscription, JsonObject asked)
    {
        if (asked.Object("cancellation_details") is { } details)
            subscription.Object("cancellation_details")!.TakeFrom(details, "comment", "feedback");
        if (asked.Has("cancel_at"))
        {
            var at = asked.Text("cancel_at") switch
            {
                "min_period_end" or "max_period_end" => Subscriptions.PeriodEnd(subscription),
                { } text when asked.Number("cancel_at") is null => throw StripeError.Invalid($"Invalid cancel_at: {text}", "cancel_at"),
                _ => asked.Number("cancel_at"),
            };
            if (at <= work.Now)
                throw StripeError.Invalid("cancel_at must be in the future.", "cancel_at");
            subscription["cancel_at"] = at;
            subscription["cancel_at_period_end"] = false;
            subscription["canceled_at"] = at is null ? null : work.Now;
            subscription.Object("cancellation_details")!["reason"] = at is null ? null : "cancellation_requested";
        }
        if (!asked.Has("cancel_at_period_end"))
            return;
        var will = asked.Flag("cancel_at_period_end");
        if (will == subscription.Flag("cancel_at_period_end") && (will || subscription["cancel_at"] is null))
            return;
        subscription["cancel_at_period_end"] = will;
        subscription["cancel_at"] = will ? Subscriptions.PeriodEnd(subscription) : null;
        subscription["canceled_at"] = will ? work.Now : null;
        subscription.Object("cancellation_details")!["reason"] = will ? "cancellation_requested" : null;
    }

    private static JsonObject EndOrMoveTrial(Work work, JsonObject subscription, JsonObject asked, string trial)
    {
        var end = trial == "now" ? work.Now : asked.Number("trial_end") ?? throw StripeError.Invalid($"Invalid trial_end: {trial}", "trial_end");
        subscription["trial_end"] = end;
        subscription["trial_start"] ??= work.Now;
        subscription["billing_cycle_anchor"] = end;
        foreach (var item in subscription.Objects("items"))
            item["current_period_end"] = end;
        if (end <= work.Now)
        {
            Subscriptions.Renew(work, subscription);
            if (work.Find("invoice", subscription.Text("latest_invoice")) is { } invoice && invoice.Text("status") == "draft" && work.Hidden(invoice.Required("id")).Remove("finalizes_at"))
            {
                invoice["automatically_finalizes_at"] = null;
                invoice["billing_reason"] = "subscription_update";
                CollectAtOnce(work, subscription, invoice, asked);
                work.EmitUpdate("customer.subscription.updated", subscription);
            }
            return subscription;
        }
        subscription["status"] = "trialing";
        work.EmitUpdate("customer.subscription.updated", subscription);
        return subscription;
    }

    private static string Interval(JsonObject item) => $"{item.Text("price.recurring.interval")}/{item.Number("price.recurring.interval_count") ?? 1}";
}
