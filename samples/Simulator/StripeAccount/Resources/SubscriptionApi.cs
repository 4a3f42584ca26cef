using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The API of subscriptions and their items.</summary>
internal static class SubscriptionApi
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/subscriptions", Create)
        .Map("GET", "/v1/subscriptions", List)
        .Map("GET", "/v1/subscriptions/search", call => Search.Page(call, "subscription"))
        .Map("GET", "/v1/subscriptions/{id}", call => call.Work.Require("subscription", call.Id))
        .Map("POST", "/v1/subscriptions/{id}", call => SubscriptionChanges.Update(call.Work, call.Work.Require("subscription", call.Id), call.Params))
        .Map("DELETE", "/v1/subscriptions/{id}", Cancel)
        .Map("DELETE", "/v1/subscriptions/{id}/discount", RemoveDiscount)
        .Map("POST", "/v1/subscriptions/{id}/pause", SubscriptionPauses.Pause)
        .Map("POST", "/v1/subscriptions/{id}/resume", SubscriptionPauses.Resume)
        .Map("GET", "/v1/subscription_items", call =>
            Lists.Page(call, call.Work.Require("subscription", call.Required("subscription"), "subscription").Objects("items"), "subscription_item"))
        .Map("GET", "/v1/subscription_items/{id}", call => Item(call.Work, call.Id).Item)
        .Map("POST", "/v1/subscription_items", AddItem)
        .Map("POST", "/v1/subscription_items/{id}", call => ChangeItem(call, deleted: false))
        .Map("DELETE", "/v1/subscription_items/{id}", call => ChangeItem(call, deleted: true));

    /// <summary>The prices and quantities that an <c>items[]</c> parameter asks for.</summary>
    public static List<(JsonObject Price, long Quantity, JsonObject Asked)> Items(Work work, JsonObject parameters, string path = "items")
    {
        var items = new List<(JsonObject, long, JsonObject)>();
        foreach (var (asked, index) in parameters.Objects(path.Split('[')[^1].TrimEnd(']')).Select((item, index) => (item, index)))
        {
            var param = $"{path}[{index}]";
            var price = Price(work, asked, param);
            if (price.Text("type") != "recurring")
                throw StripeError.Invalid($"The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.", $"{param}[price]");
            if (!price.Flag("active"))
                throw StripeError.Invalid($"The price specified is inactive. This field only accepts active prices.", $"{param}[price]");
            items.Add((price, asked.Number("quantity") ?? 1, asked));
        }
        if (items.Count > 0 && items.Any(item => item.Item1.Text("currency") != items[0].Item1.Text("currency")))
            throw StripeError.Invalid("All prices on a subscription must have the same currency.", path);
        return items;
    }

    public static JsonObject Price(Work work, JsonObject asked, string param) =>
        (asked.Text("price") ?? asked.Text("plan")) is { } id ? work.Require("price", id, $"{param}[price]")
        : asked.Object("price_data") is { } data ? Catalog.MakePrice(work, data, $"{param}[price_data]")
        : throw StripeError.MissingParameter($"{param}[price]");

    private static JsonObject RemoveDiscount(ApiCall call)
    {
        var (work, subscription) = (call.Work, call.Work.Require("subscription", call.Id));
        if (subscription.Texts("discounts").LastOrDefault() is not { } id || work.Find("discount", id) is not { } discount)
            throw StripeError.Invalid("No active discount for subscription: " + call.Id, code: "resource_missing", status: 404);
        subscription["discounts"] = new JsonArray();
        var removed = discount.Copy()!;
        work.Emit("customer.discount.deleted", removed);
        work.EmitUpdate("customer.subscription.updated", subscription);
        removed["deleted"] = true;
        return removed;
    }

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var customer = work.Customer(call.Required("customer"));
        var items = Items(work, asked);
        if (items.Count == 0)
            throw StripeError.MissingParameter("items");
        var given = Given(work, customer, asked);
        var trial = TrialEnd(work, asked, items[0].Price);
        var anchor = asked.Number("billing_cycle_anchor");
        if (anchor <= work.Now)
            throw StripeError.Invalid("billing_cycle_anchor must be in the future.", "billing_cycle_anchor");
        var behavior = asked.Text("payment_behavior") ?? "allow_incomplete";
        var automatic = given.Text("collection_method") is null or "charge_automatically";
        var free = items.Sum(item => item.Price.Amount("unit_amount") * item.Quantity) == 0;
        if (automatic && trial is null && !free && behavior is not "default_incomplete" && given["default_payment_method"] is null
            && customer.Text("invoice_settings.default_payment_method") is null && customer.Text("default_source") is null)
            throw StripeError.Invalid("This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.", code: "resource_missing");

        var subscription = Subscriptions.Make(work, customer, items, given, trial, anchor);
        subscription["discounts"] = new JsonArray([.. Coupons.Asked(work, asked, customer.Text("id"), subscription.Text("id")).Select(one => (JsonNode?)one.Text("id"))]);
        var invoice = Subscriptions.FirstInvoice(work, customer, subscription, AddedItems(work, asked));
        work.Emit("customer.subscription.created", subscription);
        Invoices.Finalize(work, invoice);
        if (invoice.Text("status") == "paid")
            return subscription;
        if (!automatic)
        {
            subscription["status"] = "active";
            work.EmitUpdate("customer.subscription.updated", subscription);
            work.Emit("invoice.sent", invoice);
        }
        else if (behavior != "default_incomplete")
        {
            Invoices.Collect(work, invoice, null, asked.Flag("off_session"));
            if (behavior == "error_if_incomplete" && subscription.Text("status") == "incomplete")
                throw new StripeError(402, Payment.DeclinedError(work, Invoices.Intent(work, invoice)).Body);
        }
        return subscription;
    }

    private static JsonObject Given(Work work, JsonObject customer, JsonObject asked)
    {
        var given = new JsonObject();
        given.TakeFrom(asked, "cancel_at", "cancel_at_period_end", "collection_method", "days_until_due", "description", "trial_settings");
        given.TakeMetadata(asked);
        if (asked.Text("cancel_at") is { } symbol && asked.Number("cancel_at") is null)
            throw StripeError.NotModelled($"cancel_at={symbol}");
        if (asked.Text("default_payment_method") is { } method)
            given["default_payment_method"] = PaymentMethods.OfCustomer(work, method, customer.Required("id")).Text("id");
        if (asked.Text("default_source") is { } source)
            given["default_source"] = work.Require("card", source, "default_source").Text("id");
        if (asked.Text("billing_mode.type") is { } mode)
            given["billing_mode"] = mode == "flexible" ? new JsonObject { ["flexible"] = new JsonObject { ["proration_discounts"] = asked.Text("billing_mode.flexible.proration_discounts") ?? "included" }, ["type"] = "flexible" } : new JsonObject { ["type"] = mode };
        given["payment_settings"] = new JsonObject { ["save_default_payment_method"] = asked.Text("payment_settings.save_default_payment_method") ?? "off" };
        return given;
    }

    private static List<JsonObject> AddedItems(Work work, JsonObject asked) =>
        [.. asked.Objects("add_invoice_items").Select((item, index) =>
            InvoiceLines.OfPrice(work, Price(work, item, $"add_invoice_items[{index}]"), item.Number("quantity") ?? 1, work.Now))];

    public static long? TrialEnd(Work work, JsonObject asked, JsonObject price)
    {
        var end = asked.Number("trial_end")
            ?? (asked.Number("trial_period_days") is { } days ? work.Now + days * 86400 : (long?)null)
            ?? (asked.Flag("trial_from_plan") && price.Number("recurring.trial_period_days") is { } own ? work.Now + own * 86400 : (long?)null);
        return end > work.Now ? end : null;
    }

    private static JsonObject List(ApiCall call)
    {
        var status = call.Text("status");
        return Lists.Page(call, "subscription", one =>
            call.Is(one, "customer") && call.Is(one, "collection_method") && call.Is(one, "test_clock")
            && (!call.Params.Has("price") || one.Objects("items").Any(item => item.Text("price.id") == call.Text("price")))
            && (call.Params.Object("current_period_end") is null || InRange(call.Params.Object("current_period_end")!, Subscriptions.PeriodEnd(one)))
            && status switch
            {
                null => one.Text("status") is not ("canceled" or "incomplete_expired"),
                "all" => true,
                "ended" => one.Text("status") is "canceled" or "incomplete_expired",
                _ => one.Text("status") == status,
            });
    }

    private static bool InRange(JsonObject range, long value) =>
        (range.Number("gt") is not { } gt || value > gt) && (range.Number("gte") is not { } gte || value >= gte)
        && (range.Number("lt") is not { } lt || value < lt) && (range.Number("lte") is not { } lte || value <= lte);

    private static JsonObject Cancel(ApiCall call)
    {
        var (work, subscription) = (call.Work, call.Work.Require("subscription", call.Id));
        work.Customer(subscription.Text("customer"));
        if (!Subscriptions.IsLive(subscription))
            throw StripeError.Missing("subscription", call.Id, "id");
        if (call.Params.Object("cancellation_details") is { } details)
            subscription.Object("cancellation_details")!.TakeFrom(details, "comment", "feedback");
        var items = subscription.Objects("items").Select(item => item.Copy()!).ToList();
        if (call.Params.Flag("prorate"))
            InvoiceItems.Add(work, subscription, Prorations.Lines(work, subscription, items, [], work.Now, restarts: false));
        Subscriptions.Cancel(work, subscription, "cancellation_requested");
        if (call.Params.Flag("invoice_now") && InvoiceItems.TakePending(work, subscription.Required("customer"), call.Id) is { Count: > 0 } lines)
        {
            var last = Invoices.Make(work, work.Require("customer", subscription.Text("customer")), subscription, "subscription_update", lines);
            subscription["latest_invoice"] = last.Text("id");
            Invoices.Finalize(work, last);
        }
        return subscription;
    }

    private static (JsonObject Subscription, JsonObject Item) Item(Work work, string id)
    {
        foreach (var doc in work.State.All("subscription"))
            if (doc.Body.Objects("items").Any(item => item.Text("id") == id))
            {
                var subscription = work.Require("subscription", doc.Id);
                return (subscription, subscription.Objects("items").First(item => item.Text("id") == id));
            }
        throw StripeError.Missing("subscription_item", id, "id");
    }

    private static JsonObject AddItem(ApiCall call)
    {
        var subscription = call.Work.Require("subscription", call.Required("subscription"), "subscription");
        var item = call.Params.Copy()!;
        foreach (var outer in (string[])["subscription", "proration_behavior", "proration_date", "payment_behavior", "expand"])
            item.Remove(outer);
        var known = subscription.Objects("items").Select(one => one.Text("id")).ToHashSet();
        SubscriptionChanges.Update(call.Work, subscription, Change(call, item));
        return subscription.Objects("items").First(one => !known.Contains(one.Text("id")));
    }

    private static JsonObject ChangeItem(ApiCall call, bool deleted)
    {
        var (subscription, _) = Item(call.Work, call.Id);
        var item = deleted ? [] : call.Params.Copy()!;
        foreach (var outer in (string[])["proration_behavior", "proration_date", "payment_behavior", "off_session", "expand", "clear_usage"])
            item.Remove(outer);
        item["id"] = call.Id;
        if (deleted)
            item["deleted"] = true;
        SubscriptionChanges.Update(call.Work, subscription, Change(call, item));
        return deleted ? new JsonObject { ["id"] = call.Id, ["object"] = "subscription_item", ["deleted"] = true } : subscription.Objects("items").First(one => one.Text("id") == call.Id);
    }

    private static JsonObject Change(ApiCall call, JsonObject item)
    {
        var change = new JsonObject { ["items"] = new JsonArray(item) };
        change.TakeFrom(call.Params, "proration_behavior", "proration_date", "payment_behavior");
        return change;
    }
}
