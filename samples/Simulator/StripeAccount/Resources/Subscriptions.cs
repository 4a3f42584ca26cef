using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The life of a subscription under flexible billing. What the API asks of it stands in <see cref="SubscriptionApi"/>.</summary>
internal static class Subscriptions
{
    public static bool IsLive(JsonObject subscription) => subscription.Text("status") is not ("canceled" or "incomplete_expired");

    /// <summary>A subscription in its first period, <c>incomplete</c> until its first invoice is paid, or <c>trialing</c>.</summary>
    public static JsonObject Make(Work work, JsonObject customer, IReadOnlyList<(JsonObject Price, long Quantity, JsonObject Asked)> items, JsonObject given, long? trialEnd = null, long? anchor = null)
    {
        var id = Ids.New("sub_1");
        var start = work.Now;
        var first = items[0].Price;
        var trial = trialEnd > start;
        var billingAnchor = anchor ?? (trial ? trialEnd!.Value : start);
        var end = trial ? trialEnd!.Value : BillingCycle.Next(billingAnchor, start, first.Required("recurring.interval"), first.Number("recurring.interval_count") ?? 1);
        if (anchor > start && !trial)
            end = anchor.Value;
        given["id"] = id;
        given["billing_cycle_anchor"] = billingAnchor;
        given["billing_mode"] ??= new JsonObject { ["flexible"] = new JsonObject { ["proration_discounts"] = "included" }, ["type"] = "flexible" };
        given["collection_method"] ??= "charge_automatically";
        given["created"] = start;
        given["currency"] = first.Text("currency");
        given["customer"] = customer.Text("id");
        given["invoice_settings"] = new JsonObject { ["issuer"] = new JsonObject { ["type"] = "self" } };
        given["items"] = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. items.Select(item => Item(work, id, item.Price, item.Quantity, start, end, item.Asked))]),
            ["has_more"] = false,
            ["total_count"] = items.Count,
            ["url"] = $"/v1/subscription_items?subscription={id}",
        };
        given["payment_settings"] ??= new JsonObject { ["save_default_payment_method"] = "off" };
        given["start_date"] = start;
        given["status"] = trial ? "trialing" : "incomplete";
        given["test_clock"] = customer.Text("test_clock");
        given["trial_end"] = trial ? trialEnd : null;
        given["trial_start"] = trial ? start : null;
        given["trial_settings"] ??= new JsonObject { ["end_behavior"] = new JsonObject { ["missing_payment_method"] = "create_invoice" } };
        given["cancellation_details"] = new JsonObject();
        return work.New("subscription", given);
    }

    public static JsonObject Item(Work work, string subscription, JsonObject price, long quantity, long start, long end, JsonObject asked)
    {
        var given = new JsonObject
        {
            ["id"] = Ids.New("si_", 14),
            ["created"] = work.Now,
            ["current_period_end"] = end,
            ["current_period_start"] = start,
            ["plan"] = Catalog.Plan(price),
            ["price"] = price.Copy(),
            ["quantity"] = quantity,
            ["subscription"] = subscription,
            ["tax_rates"] = new JsonArray(),
        };
        given.TakeMetadata(asked);
        return ShapeCatalog.Instance.New("subscription_item", given);
    }

    public static long PeriodEnd(JsonObject subscription) => subscription.Objects("items").Select(item => item.Amount("current_period_end")).DefaultIfEmpty(0).Max();

    /// <summary>The first invoice, finalised; the subscription's <c>latest_invoice</c>.</summary>
    public static JsonObject FirstInvoice(Work work, JsonObject customer, JsonObject subscription, IEnumerable<JsonObject>? oneTime = null)
    {
        var trial = subscription.Text("status") == "trialing";
        var lines = subscription.Objects("items")
            .Select(item => trial
                ? InvoiceLines.OfItem(work, subscription, item, item.Amount("current_period_start"), item.Amount("current_period_end"), 0, description: $"Trial period for {InvoiceLines.ProductName(work, item.Object("price")!)}")
                : InvoiceLines.OfItem(work, subscription, item, item.Amount("current_period_start"), item.Amount("current_period_end")))
            .Concat(oneTime ?? []).ToList();
        var invoice = Invoices.Make(work, customer, subscription, "subscription_create", lines, new JsonObject { ["discounts"] = Discounts(subscription, customer) });
        subscription["latest_invoice"] = invoice.Text("id");
        Consume(work, subscription);
        return invoice;
    }

    public static JsonArray Discounts(JsonObject subscription, JsonObject? customer) =>
        subscription.Texts("discounts").Any() ? subscription["discounts"]!.AsArray().Copy()!
        : customer.Text("discount.id") is { } own ? new JsonArray(own)
        : new JsonArray();

    public static void Cancel(Work work, JsonObject subscription, string reason)
    {
        subscription["status"] = "canceled";
        subscription["canceled_at"] ??= work.Now;
        subscription["ended_at"] = work.Now;
        if (reason.Length > 0)
            subscription.Object("cancellation_details")!["reason"] = reason;
        foreach (var invoice in work.All("invoice", one => one.Text("parent.subscription_details.subscription") == subscription.Text("id") && one.Text("status") == "open"))
        {
            // What is still owed stays open, but is not collected any more.
            invoice["auto_advance"] = false;
            invoice["next_payment_attempt"] = null;
            work.Hidden(invoice.Required("id")).Remove("retries_at");
            work.EmitUpdate("invoice.updated", invoice);
        }
        work.Emit("customer.subscription.deleted", subscription);
    }

    /// <summary>The next period begins: items move on, and the invoice for it stays a draft for an hour.</summary>
    public static void Renew(Work work, JsonObject subscription)
    {
        var customer = work.Customer(subscription.Text("customer"));
        var ended = PeriodEnd(subscription);
        work.Now = Math.Max(work.Now, ended);
        var afterTrial = subscription.Text("status") == "trialing";
        if (subscription.Flag("cancel_at_period_end") || subscription.Number("cancel_at") <= ended)
        {
            Cancel(work, subscription, "cancellation_requested");
            return;
        }
        if (afterTrial && EndTrialWithoutMethod(work, subscription))
            return;
        var previous = subscription.Objects("items").Select(item => item.Copy()!).ToList();
        foreach (var item in subscription.Objects("items"))
        {
            item["current_period_start"] = ended;
            item["current_period_end"] = BillingCycle.Next(subscription.Amount("billing_cycle_anchor"), ended, item.Required("price.recurring.interval"), item.Number("price.recurring.interval_count") ?? 1);
        }
        if (afterTrial)
            subscription["status"] = "active";
        var lines = subscription.Objects("items").Select(item => InvoiceLines.OfItem(work, subscription, item, item.Amount("current_period_start"), item.Amount("current_period_end")))
            .Concat(InvoiceItems.TakePending(work, subscription.Required("customer"), subscription.Text("id"))).ToList();
        var pause = subscription.Text("pause_collection.behavior");
        var unpaid = subscription.Text("status") == "unpaid";
        var finalizes = work.Now + (long)work.Options.DraftPeriod.TotalSeconds;
        var draft = pause == "keep_as_draft" || unpaid;
        var invoice = Invoices.Make(work, customer, subscription, "subscription_cycle", lines, new JsonObject
        {
            ["auto_advance"] = !draft,
            ["automatically_finalizes_at"] = draft ? null : finalizes,
            ["discounts"] = Discounts(subscription, customer),
            ["period_start"] = previous[0].Amount("current_period_start"),
            ["period_end"] = ended,
        }, tell: false);
        subscription["latest_invoice"] = invoice.Text("id");
        work.Hidden(subscription.Required("id")).Remove("upcoming_told");
        Consume(work, subscription);
        work.EmitUpdate("customer.subscription.updated", subscription);
        work.Emit("invoice.created", invoice);
        if (!draft)
            work.Hidden(invoice.Required("id"))["finalizes_at"] = finalizes;
        Touch(work, invoice, pause);
    }

    /// <summary>A paused collection voids the invoice or writes it off as soon as it is open.</summary>
    private static void Touch(Work work, JsonObject invoice, string? pause)
    {
        if (pause is "void" or "mark_uncollectible")
            work.Hidden(invoice.Required("id"))["paused"] = pause;
    }

    private static bool EndTrialWithoutMethod(Work work, JsonObject subscription)
    {
        var has = subscription.Text("default_payment_method") ?? subscription.Text("default_source")
            ?? work.Find("customer", subscription.Text("customer")) switch { { } customer => customer.Text("invoice_settings.default_payment_method") ?? customer.Text("default_source"), _ => null };
        if (has is not null || subscription.Text("collection_method") != "charge_automatically")
            return false;
        switch (subscription.Text("trial_settings.end_behavior.missing_payment_method"))
        {
            case "cancel":
                Cancel(work, subscription, "");
                return true;
            case "pause":
                subscription["status"] = "paused";
                subscription["status_details"] = StatusDetails(work, "trial_end_without_payment_method");
                subscription["trial_end"] = work.Now;
                work.EmitUpdate("customer.subscription.updated", subscription);
                work.Emit("customer.subscription.paused", subscription);
                return true;
            default:
                return false;
        }
    }

    public static JsonObject StatusDetails(Work work, string why) => new()
    {
        ["paused"] = new JsonObject { ["subscription"] = new JsonObject { ["type"] = why }, ["transitioned_at"] = work.Now, ["type"] = "subscription" },
    };

    /// <summary>An invoice of the subscription is paid: it is active from then on, unless something newer is owed.</summary>
    public static void InvoiceIsPaid(Work work, JsonObject invoice, JsonObject? intent)
    {
        if (work.Find("subscription", invoice.Text("parent.subscription_details.subscription")) is not { } subscription)
            return;
        if (subscription.Text("status") is "incomplete" || (subscription.Text("status") is "past_due" or "unpaid" && subscription.Text("latest_invoice") == invoice.Text("id")))
            subscription["status"] = "active";
        if (subscription.Text("status") == "paused" && work.Hidden(subscription.Required("id")).Text("resumes_with") == invoice.Text("id"))
            SubscriptionPauses.EndPause(work, subscription);
        if (intent.Text("payment_method") is { } used && subscription["default_payment_method"] is null
            && subscription.Text("payment_settings.save_default_payment_method") == "on_subscription" && work.Find("payment_method", used).Text("customer") is not null)
            subscription["default_payment_method"] = used;
        work.EmitUpdate("customer.subscription.updated", subscription);
    }

    /// <summary>A first invoice whose bank debit is under way lets the subscription begin.</summary>
    public static void PaymentIsUnderWay(Work work, JsonObject invoice)
    {
        if (work.Find("subscription", invoice.Text("parent.subscription_details.subscription")) is { } subscription && subscription.Text("status") == "incomplete")
        {
            subscription["status"] = "active";
            work.EmitUpdate("customer.subscription.updated", subscription);
        }
    }

    public static void InvoiceFailed(Work work, JsonObject invoice, bool lastTry)
    {
        if (work.Find("subscription", invoice.Text("parent.subscription_details.subscription")) is not { } subscription || !IsLive(subscription))
            return;
        if (subscription.Text("status") is "active" or "trialing" && invoice.Text("billing_reason") is not "subscription_update")
            subscription["status"] = "past_due";
        if (!lastTry)
        {
            work.EmitUpdate("customer.subscription.updated", subscription);
            return;
        }
        if (work.Options.AfterLastRetry == "canceled")
        {
            Cancel(work, subscription, "payment_failed");
            return;
        }
        subscription["status"] = work.Options.AfterLastRetry;
        work.EmitUpdate("customer.subscription.updated", subscription);
    }

    /// <summary>Discounts that hold once have done so; those that ran out fall away.</summary>
    private static void Consume(Work work, JsonObject subscription)
    {
        var kept = subscription.Texts("discounts").Where(id =>
            work.State.Find(id)?.Body is { } discount && work.State.Find(discount.Required("source.coupon"))?.Body.Text("duration") != "once"
            && (discount.Number("end") is not { } end || end > work.Now)).Select(id => (JsonNode?)id);
        subscription["discounts"] = new JsonArray([.. kept]);
    }
}
