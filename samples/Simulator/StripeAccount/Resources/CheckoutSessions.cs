using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The API of Checkout sessions; how a payer completes one stands in <see cref="CheckoutCompletion"/>.</summary>
internal static class CheckoutSessions
{
    private static readonly string[] Hidden = ["subscription_data", "payment_intent_data", "setup_intent_data", "invoice_creation", "customer_update"];

    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/checkout/sessions", Create, "payment_method_types")
        .Map("GET", "/v1/checkout/sessions", call => Lists.Page(call, "checkout.session", one =>
            call.Is(one, "customer") && call.Is(one, "payment_intent") && call.Is(one, "subscription") && call.Is(one, "status")
            && (call.Text("customer_details.email") is not { } email || one.Text("customer_details.email") == email)))
        .Map("GET", "/v1/checkout/sessions/{id}", call => call.Work.Require("checkout.session", call.Id))
        .Map("POST", "/v1/checkout/sessions/{id}", Update)
        .Map("POST", "/v1/checkout/sessions/{id}/expire", call => Expire(call.Work, call.Work.Require("checkout.session", call.Id), asked: true))
        .Map("GET", "/v1/checkout/sessions/{id}/line_items", call =>
            Lists.Page(call, call.Work.Hidden(call.Work.Require("checkout.session", call.Id).Required("id")).Objects("line_items"), "line item"))
        .MapUnstated("GET", "/v1/payment_pages/{id}", PaymentPages.Get)
        .MapUnstated("POST", "/v1/payment_pages/{id}/confirm", PaymentPages.Confirm);

    public static JsonObject Expire(Work work, JsonObject session, bool asked)
    {
        if (session.Text("status") != "open")
            throw StripeError.Invalid($"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {session.Text("status")}.");
        session["status"] = "expired";
        session["url"] = null;
        if (asked)
            session["expires_at"] = work.Now;
        work.Emit("checkout.session.expired", session);
        return session;
    }

    /// <summary>Lets the session see the outcome of its intent.</summary>
    public static void Follow(Work work, JsonObject session, JsonObject intent) => CheckoutCompletion.Follow(work, session, intent);

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var mode = asked.Text("mode") ?? (asked.Objects("line_items").Any() ? "payment" : throw StripeError.MissingParameter("mode"));
        var hosted = asked.Text("ui_mode") is null or "hosted_page" or "hosted";
        if (hosted && asked.Text("success_url") is null)
            throw StripeError.MissingParameter("success_url");
        foreach (var url in (string[])["success_url", "cancel_url", "return_url"])
            if (asked.Text(url) is { } text && !Uri.TryCreate(text.Replace("{CHECKOUT_SESSION_ID}", "id", StringComparison.Ordinal), UriKind.Absolute, out _))
                throw StripeError.Invalid("Not a valid URL", url, "url_invalid");
        if (asked.Text("customer") is not null && asked.Text("customer_email") is not null)
            throw StripeError.Invalid("You may only specify one of these parameters: customer, customer_email.");
        Customers.RefuseEmail(asked, "customer_email");
        var customer = asked.Text("customer") is { } id ? work.Customer(id) : null;
        if (asked["expires_at"] is not null && (asked.Amount("expires_at") < work.Now + 1800 || asked.Amount("expires_at") > work.Now + 86400))
            throw StripeError.Invalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.", "expires_at");
        if (mode == "subscription" && asked.Text("customer_creation") is not null)
            throw StripeError.Invalid("`customer_creation` can only be used in `payment` mode.", "customer_creation");

        var items = mode == "setup" ? [] : LineItems(work, asked, mode);
        var total = items.Sum(item => item.Amount("amount_subtotal"));
        var discounts = Coupons.Asked(work, asked, customer.Text("id"), null);
        var off = 0L;
        foreach (var discount in discounts)
            off += Coupons.Off(work, discount, total - off);
        var session = "cs_test_" + Ids.New("", 58);
        var types = asked["allowed_payment_method_types"] as JsonArray ?? asked["payment_method_types"] as JsonArray ?? [];
        var trial = mode == "subscription" && Trial(work, asked.Object("subscription_data") ?? [], items) is not null;
        var given = new JsonObject
        {
            ["id"] = session,
            ["adaptive_pricing"] = new JsonObject { ["enabled"] = mode == "payment" },
            ["allowed_payment_method_types"] = types.Count > 0 ? types.Copy() : null,
            ["amount_subtotal"] = mode == "setup" ? null : trial ? 0 : total,
            ["amount_total"] = mode == "setup" ? null : trial ? 0 : total - off,
            ["created"] = work.Now,
            ["currency"] = items.Select(item => item.Text("currency")).FirstOrDefault() ?? asked.Text("currency"),
            ["customer_creation"] = customer is not null || mode == "subscription" ? (mode == "subscription" && customer is null ? "always" : null) : asked.Text("customer_creation") ?? (mode == "payment" ? "if_required" : null),
            ["customer_details"] = customer is null && asked.Text("customer_email") is null ? null : new JsonObject { ["email"] = customer.Text("email") ?? asked.Text("customer_email"), ["name"] = customer.Text("name"), ["tax_exempt"] = "none" },
            ["customer_email"] = asked.Text("customer_email"),
            ["expires_at"] = asked["expires_at"].Copy() ?? work.Now + 86400,
            ["mode"] = mode,
            ["payment_method_collection"] = mode == "payment" ? "if_required" : asked.Text("payment_method_collection") ?? "always",
            ["payment_method_options"] = new JsonObject { ["card"] = new JsonObject { ["request_three_d_secure"] = "automatic" } },
            ["payment_method_types"] = types.Count > 0 ? types.Copy() : new JsonArray("card", "us_bank_account"),
            ["payment_status"] = mode == "setup" || (total - off == 0) || trial ? "no_payment_required" : "unpaid",
            ["phone_number_collection"] = new JsonObject { ["enabled"] = asked.Flag("phone_number_collection.enabled") },
            ["saved_payment_method_options"] = customer is null ? null : new JsonObject { ["allow_redisplay_filters"] = new JsonArray("always"), ["payment_method_remove"] = "disabled" },
            ["status"] = "open",
            ["total_details"] = mode == "setup" ? null : new JsonObject { ["amount_discount"] = off, ["amount_shipping"] = 0, ["amount_tax"] = 0 },
            ["ui_mode"] = hosted ? "hosted_page" : asked.Text("ui_mode"),
            ["url"] = hosted ? $"{work.Address}checkout/pay/{session}" : null,
            ["discounts"] = new JsonArray([.. asked.Objects("discounts").Select(one => new JsonObject { ["coupon"] = one.Text("coupon"), ["promotion_code"] = one.Text("promotion_code") })]),
        };
        given.TakeFrom(asked, "allow_promotion_codes", "billing_address_collection", "cancel_url", "client_reference_id", "customer", "locale", "return_url", "submit_type", "success_url");
        given.TakeMetadata(asked);
        if (mode == "payment")
            given["invoice_creation"] = new JsonObject { ["enabled"] = asked.Flag("invoice_creation.enabled"), ["invoice_data"] = new JsonObject { ["metadata"] = new JsonObject() } };
        var hidden = new JsonObject { ["line_items"] = new JsonArray([.. items]), ["discounts"] = new JsonArray([.. discounts.Select(one => (JsonNode?)one.Text("id"))]) };
        hidden.TakeFrom(asked, Hidden);
        if (given["saved_payment_method_options"] is null)
            given.Remove("saved_payment_method_options");
        var body = work.New("checkout.session", given, hidden);
        if (mode == "setup")
            body["setup_intent"] = SetupIntents.Make(work, new JsonObject
            {
                ["customer"] = customer.Text("id"),
                ["metadata"] = asked.At("setup_intent_data.metadata").Copy() ?? new JsonObject(),
                ["description"] = asked.Text("setup_intent_data.description"),
            }, new JsonObject { ["checkout_session"] = session }).Text("id");
        return body;
    }

    /// <summary>The end of the trial that a session's subscription would have.</summary>
    public static long? Trial(Work work, JsonObject data, IReadOnlyList<JsonObject> items) =>
        items.Count == 0 ? null : SubscriptionApi.TrialEnd(work, data, items[0].Object("price") ?? []);

    private static List<JsonObject> LineItems(Work work, JsonObject asked, string mode)
    {
        var items = new List<JsonObject>();
        foreach (var (item, index) in asked.Objects("line_items").Select((item, index) => (item, index)))
        {
            var param = $"line_items[{index}]";
            var price = SubscriptionApi.Price(work, item, param);
            if (mode == "payment" && price.Text("type") == "recurring")
                throw StripeError.Invalid("You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.", param);
            var quantity = item.Number("quantity") ?? (price["custom_unit_amount"] is null ? throw StripeError.MissingParameter($"{param}[quantity]") : 1);
            var unit = price.Number("unit_amount") ?? price.Number("custom_unit_amount.preset") ?? 0;
            items.Add(ShapeCatalog.Instance.Complete("LineItem", new JsonObject
            {
                ["id"] = Ids.New("li_1"),
                ["amount_subtotal"] = unit * quantity,
                ["amount_total"] = unit * quantity,
                ["currency"] = price.Text("currency"),
                ["description"] = Billing.InvoiceLines.ProductName(work, price),
                ["price"] = price.Copy(),
                ["quantity"] = quantity,
            }));
        }
        if (items.Count == 0)
            throw StripeError.MissingParameter("line_items");
        if (mode == "subscription" && items.All(item => item.Text("price.type") != "recurring"))
            throw StripeError.Invalid("You must provide at least one recurring price in `subscription` mode when using prices.", "line_items");
        return items;
    }

    private static JsonObject Update(ApiCall call)
    {
        var session = call.Work.Require("checkout.session", call.Id);
        session.TakeMetadata(call.Params);
        return session;
    }
}
