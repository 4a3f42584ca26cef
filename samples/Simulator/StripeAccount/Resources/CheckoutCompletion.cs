using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>
/// A payer completes a session. The subscription comes into being only after the payment, and the events are told in an order seen in the
/// wild.
/// </summary>
internal static class CheckoutCompletion
{
    private static readonly string[] Order =
    [
        "customer.created", "charge.succeeded", "charge.pending", "payment_method.attached", "invoice.created", "customer.subscription.created",
        "invoice.updated", "invoice.finalized", "customer.updated", "customer.subscription.updated", "invoice.paid", "invoice.payment_succeeded", "payment_intent.created",
        "payment_intent.processing", "payment_intent.succeeded", "setup_intent.succeeded", "invoice_payment.paid", "checkout.session.completed",
    ];

    /// <summary>One attempt by the payer. <paramref name="payer"/> holds the e-mail, name, phone and address that the page asked for.</summary>
    /// <exception cref="StripeError">The session is not open any more, or the method may not be used.</exception>
    public static PaymentResult Pay(Work work, JsonObject session, JsonObject? method, JsonObject payer)
    {
        RequireOpen(work, session);
        var hidden = work.Hidden(session.Required("id"));
        hidden["payer"] = payer.Copy();
        var mode = session.Text("mode");
        if (mode == "setup")
        {
            var setup = work.Require("setup_intent", session.Text("setup_intent"));
            var outcome = SetupIntents.Attempt(work, setup, method ?? throw StripeError.MissingParameter("payment_method"), session.Text("success_url"), authenticated: false);
            if (outcome is PaymentResult.Succeeded)
                Finish(work, session, setup, null);
            return outcome;
        }
        var customer = Customer(work, session, payer);
        if (session.Amount("amount_total") == 0)
        {
            if (method is null && session.Text("payment_method_collection") == "always" && mode == "subscription")
                throw StripeError.MissingParameter("payment_method");
            if (method is not null && customer is not null)
                PaymentMethods.Attach(work, method, customer, tell: true);
            Finish(work, session, null, method);
            return PaymentResult.Succeeded;
        }
        var intent = Intent(work, session, hidden, customer, method ?? throw StripeError.MissingParameter("payment_method"));
        var result = Payment.Attempt(work, intent, method, offSession: false, $"{work.Address}checkout/pay/{session.Text("id")}");
        Payment.Follow(work, intent);
        return result;
    }

    /// <summary>The payer has authenticated, or refused to.</summary>
    public static PaymentResult Authenticate(Work work, JsonObject intent, bool authenticated)
    {
        var setup = intent.Text("object") == "setup_intent";
        if (!authenticated)
        {
            var kind = setup ? "setup_intent" : "payment_intent";
            var method = intent.Text("payment_method");
            intent["status"] = "requires_payment_method";
            intent["next_action"] = null;
            intent[setup ? "last_setup_error" : "last_payment_error"] = new JsonObject
            {
                ["code"] = $"{kind}_authentication_failure",
                ["doc_url"] = $"https://stripe.com/docs/error-codes/{kind.Replace('_', '-')}-authentication-failure",
                ["message"] = "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
                ["payment_method"] = work.Find("payment_method", method).Copy(),
                ["type"] = "invalid_request_error",
            };
            intent["payment_method"] = null;
            work.Emit(setup ? "setup_intent.setup_failed" : "payment_intent.payment_failed", intent);
            if (!setup)
                Payment.Follow(work, intent);
            return PaymentResult.Declined;
        }
        var used = work.Require("payment_method", intent.Text("payment_method"));
        if (!setup)
        {
            var result = Payment.Attempt(work, intent, used, offSession: false, authenticated: true);
            Payment.Follow(work, intent);
            return result;
        }
        var outcome = SetupIntents.Attempt(work, intent, used, null, authenticated: true);
        if (outcome is PaymentResult.Succeeded && work.Find("checkout.session", work.Hidden(intent.Required("id")).Text("checkout_session")) is { } session)
            Finish(work, session, intent, null);
        return outcome;
    }

    public static void Follow(Work work, JsonObject session, JsonObject intent)
    {
        var status = intent.Text("status");
        if (session.Text("status") == "open")
        {
            if (status is "succeeded" or "processing" or "requires_capture")
                Finish(work, session, intent, work.Find("payment_method", intent.Text("payment_method")));
            return;
        }
        if (session.Text("status") != "complete" || session.Text("payment_status") != "unpaid")
            return;
        if (status == "succeeded")
        {
            session["payment_status"] = "paid";
            work.Emit("checkout.session.async_payment_succeeded", session);
        }
        else if (status == "requires_payment_method")
        {
            work.Emit("checkout.session.async_payment_failed", session);
        }
    }

    private static void RequireOpen(Work work, JsonObject session)
    {
        if (session.Text("customer") is { } customer)
            work.Customer(customer);
        if (session.Text("status") == "open" && session.Amount("expires_at") <= work.Now)
            CheckoutSessions.Expire(work, session, asked: false);
        if (session.Text("status") != "open")
            throw StripeError.Invalid($"This Checkout Session is {session.Text("status")} and cannot be paid any more.", code: "checkout_session_not_open");
    }

    /// <summary>The session's customer; a new one where the mode or the session asks for one.</summary>
    private static JsonObject? Customer(Work work, JsonObject session, JsonObject payer)
    {
        var hidden = work.Hidden(session.Required("id"));
        if ((session.Text("customer") ?? hidden.Text("customer")) is { } known)
            return work.Customer(known);
        if (session.Text("customer_creation") != "always")
            return null;
        var customer = Customers.Make(work, new JsonObject { ["email"] = payer.Text("email") ?? session.Text("customer_email"), ["name"] = payer.Text("name"), ["address"] = payer["address"].Copy(), ["phone"] = payer.Text("phone") });
        hidden["customer"] = customer.Text("id");
        work.Emit("customer.created", customer);
        return customer;
    }

    private static JsonObject Intent(Work work, JsonObject session, JsonObject hidden, JsonObject? customer, JsonObject method)
    {
        if (work.Find("payment_intent", hidden.Text("payment_intent")) is { } known)
            return known;
        var data = hidden.Object("payment_intent_data") ?? [];
        var subscription = session.Text("mode") == "subscription";
        var given = new JsonObject
        {
            ["amount"] = session["amount_total"].Copy(),
            ["currency"] = session.Text("currency"),
            ["customer"] = customer.Text("id"),
            ["description"] = subscription ? "Subscription creation" : data.Text("description"),
            ["payment_method_types"] = new JsonArray(method.Text("type")),
            ["receipt_email"] = data.Text("receipt_email"),
            ["setup_future_usage"] = subscription ? "off_session" : data.Text("setup_future_usage"),
            ["shipping"] = data["shipping"].Copy(),
        };
        given.TakeFrom(data, "capture_method", "statement_descriptor", "transfer_group");
        given.TakeMetadata(data);
        var intent = PaymentIntents.Make(work, given, new JsonObject { ["checkout_session"] = session.Text("id") });
        hidden["payment_intent"] = intent.Text("id");
        return intent;
    }

    private static void Finish(Work work, JsonObject session, JsonObject? intent, JsonObject? method)
    {
        var hidden = work.Hidden(session.Required("id"));
        var payer = hidden.Object("payer") ?? [];
        var customer = work.Find("customer", session.Text("customer") ?? hidden.Text("customer"));
        session["customer"] = customer.Text("id");
        session["customer_details"] = ShapeCatalog.Instance.Complete("Session.CustomerDetails", new JsonObject
        {
            ["address"] = payer["address"].Copy() ?? customer.At("address").Copy() ?? new JsonObject(),
            ["email"] = customer.Text("email") ?? payer.Text("email") ?? session.Text("customer_email"),
            ["name"] = payer.Text("name") ?? customer.Text("name"),
            ["phone"] = payer.Text("phone") ?? customer.Text("phone"),
            ["tax_exempt"] = customer.Text("tax_exempt") ?? "none",
            ["tax_ids"] = new JsonArray(),
        });
        session["collected_information"] = new JsonObject { ["business_name"] = null, ["individual_name"] = null, ["shipping_details"] = null };
        var paid = intent.Text("status") is "succeeded" or "requires_capture";
        if (session.Text("mode") != "setup" && intent is not null)
            session["payment_status"] = paid ? "paid" : "unpaid";
        switch (session.Text("mode"))
        {
            case "payment":
                session["payment_intent"] = intent.Text("id");
                if (session.Flag("invoice_creation.enabled") && customer is not null)
                    session["invoice"] = OneTimeInvoice(work, session, customer, intent, hidden).Text("id");
                break;
            case "subscription":
                Subscribe(work, session, customer!, intent, method, hidden);
                break;
        }
        session["status"] = "complete";
        session["url"] = null;
        work.Emit("checkout.session.completed", session);
        work.OrderEvents(Order);
    }

    private static void Subscribe(Work work, JsonObject session, JsonObject customer, JsonObject? intent, JsonObject? method, JsonObject hidden)
    {
        var data = hidden.Object("subscription_data") ?? [];
        var items = hidden.Objects("line_items").ToList();
        var recurring = items.Where(item => item.Text("price.type") == "recurring")
            .Select(item => (item.Object("price")!, item.Number("quantity") ?? 1, item.Object("metadata") is { } own ? new JsonObject { ["metadata"] = own.Copy() } : [])).ToList();
        var given = new JsonObject { ["default_payment_method"] = method.Text("id") };
        given.TakeFrom(data, "description", "trial_settings");
        given.TakeMetadata(data);
        var subscription = Subscriptions.Make(work, customer, recurring, given, CheckoutSessions.Trial(work, data, [.. items.Where(item => item.Text("price.type") == "recurring")]), data.Number("billing_cycle_anchor"));
        subscription["discounts"] = hidden["discounts"].Copy() ?? new JsonArray();
        var oneTime = items.Where(item => item.Text("price.type") == "one_time").Select(item => InvoiceLines.OfPrice(work, item.Object("price")!, item.Number("quantity") ?? 1, work.Now));
        var invoice = Subscriptions.FirstInvoice(work, customer, subscription, oneTime);
        session["subscription"] = subscription.Text("id");
        session["invoice"] = invoice.Text("id");
        work.Emit("customer.subscription.created", subscription);
        Invoices.Finalize(work, invoice, intent);
        if (intent is not null && invoice.Text("status") == "open")
            Invoices.Follow(work, invoice, intent);
    }

    private static JsonObject OneTimeInvoice(Work work, JsonObject session, JsonObject customer, JsonObject? intent, JsonObject hidden)
    {
        var lines = hidden.Objects("line_items").Select(item => InvoiceLines.OfPrice(work, item.Object("price")!, item.Number("quantity") ?? 1, work.Now)).ToList();
        var extra = new JsonObject { ["discounts"] = hidden["discounts"].Copy() ?? new JsonArray() };
        extra.TakeMetadata(hidden.Object("invoice_creation")?.Object("invoice_data") ?? []);
        var invoice = Invoices.Make(work, customer, null, "manual", lines, extra);
        Invoices.Finalize(work, invoice, intent);
        if (intent is not null && invoice.Text("status") == "open")
            Invoices.Follow(work, invoice, intent);
        return invoice;
    }
}
