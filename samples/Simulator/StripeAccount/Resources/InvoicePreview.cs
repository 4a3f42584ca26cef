using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The invoice that would come, with or without a change of the subscription. It is shown and forgotten.</summary>
internal static class InvoicePreview
{
    public static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        if (asked.Object("schedule_details") is not null || asked.Text("schedule") is not null)
            throw StripeError.NotModelled("A preview of a schedule");
        var details = asked.Object("subscription_details") ?? [];
        var known = asked.Text("subscription") is { } id ? work.Require("subscription", id, "subscription") : null;
        var customer = (asked.Text("customer") ?? known.Text("customer")) is { } owner
            ? work.Customer(owner)
            : ShapeCatalog.Instance.New("customer", new JsonObject { ["id"] = Ids.Customer(), ["created"] = work.Now });
        return known is null ? OfNew(work, customer, details, asked) : OfKnown(work, customer, known.Copy()!, details, asked);
    }

    /// <summary>The coming invoice of that subscription, as <c>invoice.upcoming</c> carries it: without an id.</summary>
    public static JsonObject Upcoming(Work work, JsonObject subscription)
    {
        var invoice = OfKnown(work, work.Require("customer", subscription.Text("customer")), subscription.Copy()!, [], []);
        invoice.Remove("id");
        return invoice;
    }

    private static JsonObject OfNew(Work work, JsonObject customer, JsonObject details, JsonObject asked)
    {
        var items = SubscriptionApi.Items(work, details, "subscription_details[items]");
        if (items.Count == 0)
        {
            var pending = InvoiceItems.Pending(work, customer.Required("id"), null).Select(doc => InvoiceLines.OfInvoiceItem(doc.Body)).ToList();
            if (pending.Count == 0)
                throw StripeError.Invalid($"No upcoming invoices for customer: {customer.Text("id")}", code: "invoice_upcoming_none", status: 404);
            return Show(work, customer, null, pending, asked);
        }
        var end = BillingCycle.Next(work.Now, work.Now, items[0].Price.Required("recurring.interval"), items[0].Price.Number("recurring.interval_count") ?? 1);
        var shown = new JsonObject { ["id"] = null, ["metadata"] = new JsonObject() };
        var lines = items.Select(item => InvoiceLines.OfItem(work, shown, Subscriptions.Item(work, "", item.Price, item.Quantity, work.Now, end, item.Asked), work.Now, end)).ToList();
        return Show(work, customer, null, lines, asked, reason: "subscription_create", currency: items[0].Price.Text("currency"));
    }

    private static JsonObject OfKnown(Work work, JsonObject customer, JsonObject subscription, JsonObject details, JsonObject asked)
    {
        if (!Subscriptions.IsLive(subscription))
            throw StripeError.Invalid("Cannot preview an invoice for a canceled subscription.", "subscription", "invoice_upcoming_none", 404);
        var before = subscription.Objects("items").Select(item => item.Copy()!).ToList();
        var changes = details.Objects("items").Any();
        var canceled = details.Flag("cancel_now");
        var restarts = changes && SubscriptionChanges.ApplyItems(work, subscription, details, "subscription_details[items]");
        var at = details.Number("proration_date") ?? work.Now;
        var behavior = details.Text("proration_behavior") ?? "create_prorations";
        var prorations = (changes || canceled) && behavior != "none"
            ? Prorations.Lines(work, subscription, before, canceled ? [] : [.. subscription.Objects("items")], at, restarts)
            : [];
        var end = before.Max(item => item.Amount("current_period_end"));
        var stops = subscription.Flag("cancel_at_period_end") || subscription.Number("cancel_at") <= end || details.Flag("cancel_at_period_end");
        if (!changes && !canceled && stops && !InvoiceItems.Pending(work, customer.Required("id"), subscription.Text("id")).Any())
            throw StripeError.Invalid($"No upcoming invoices for customer: {customer.Text("id")}", code: "invoice_upcoming_none", status: 404);

        var lines = asked.Text("preview_mode") == "recurring" ? [] : prorations;
        var atOnce = restarts || canceled || (changes && behavior == "always_invoice");
        if (!atOnce || asked.Text("preview_mode") == "recurring")
        {
            lines.AddRange(InvoiceItems.Pending(work, customer.Required("id"), subscription.Text("id")).Select(doc => InvoiceLines.OfInvoiceItem(doc.Body)));
            if (!stops)
                lines.AddRange(subscription.Objects("items").Select(item => InvoiceLines.OfItem(work, subscription, item, end,
                    BillingCycle.Next(subscription.Amount("billing_cycle_anchor"), end, item.Required("price.recurring.interval"), item.Number("price.recurring.interval_count") ?? 1))));
        }
        else if (restarts)
        {
            lines.AddRange(subscription.Objects("items").Select(item => InvoiceLines.OfItem(work, subscription, item, at,
                BillingCycle.Next(at, at, item.Required("price.recurring.interval"), item.Number("price.recurring.interval_count") ?? 1))));
        }
        var invoice = Show(work, customer, subscription, lines, asked, atOnce ? "subscription_update" : "upcoming");
        invoice["period_start"] = before[0].Amount("current_period_start");
        invoice["period_end"] = atOnce ? at : end;
        invoice["next_payment_attempt"] = atOnce ? at : end + (long)work.Options.DraftPeriod.TotalSeconds;
        if (changes)
            invoice.Object("parent")!.Object("subscription_details")!["subscription_proration_date"] = at;
        return invoice;
    }

    private static JsonObject Show(Work work, JsonObject customer, JsonObject? subscription, IReadOnlyList<JsonObject> lines, JsonObject asked, string reason = "upcoming", string? currency = null)
    {
        var id = Ids.New("upcoming_in_1");
        var extra = new JsonObject { ["discounts"] = subscription is null ? new JsonArray() : Subscriptions.Discounts(subscription, customer) };
        if ((currency ?? asked.Text("currency")) is { } stated)
            extra["currency"] = stated;
        var body = ShapeCatalog.Instance.New("invoice", Invoices.Body(work, id, customer, subscription, reason, lines, extra));
        Invoices.Total(work, body);
        return body;
    }
}
