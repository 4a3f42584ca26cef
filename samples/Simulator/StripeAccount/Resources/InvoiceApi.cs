using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>The API of invoices and of their payments.</summary>
internal static class InvoiceApi
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/invoices", Create)
        .Map("GET", "/v1/invoices", call => Lists.Page(call, "invoice", one =>
            call.Is(one, "customer") && call.Is(one, "status") && call.Is(one, "collection_method") && call.Is(one, "subscription", "parent.subscription_details.subscription")))
        .Map("GET", "/v1/invoices/search", call => Search.Page(call, "invoice"))
        .Map("POST", "/v1/invoices/create_preview", InvoicePreview.Create)
        .Map("GET", "/v1/invoices/{id}", call => Require(call))
        .Map("POST", "/v1/invoices/{id}", Update)
        .Map("DELETE", "/v1/invoices/{id}", Delete)
        .Map("POST", "/v1/invoices/{id}/finalize", Finalize)
        .Map("POST", "/v1/invoices/{id}/pay", Pay)
        .Map("POST", "/v1/invoices/{id}/send", Send)
        .Map("POST", "/v1/invoices/{id}/void", Void)
        .Map("POST", "/v1/invoices/{id}/mark_uncollectible", call => MarkUncollectible(call.Work, Require(call)))
        .Map("GET", "/v1/invoice_payments", call => Lists.Page(call, "invoice_payment", one =>
            call.Is(one, "invoice") && call.Is(one, "status") && (call.Text("payment.payment_intent") is not { } intent || one.Text("payment.payment_intent") == intent)))
        .Map("GET", "/v1/invoice_payments/{id}", call => call.Work.Require("invoice_payment", call.Id));

    private static JsonObject Require(ApiCall call)
    {
        var invoice = call.Work.Require("invoice", call.Id);
        if (call.Method != "GET" && call.Work.Find("customer", invoice.Text("customer")) is { } customer && !customer.Flag("deleted"))
            call.Work.Customer(customer.Text("id"));
        return invoice;
    }

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var customer = work.Customer(call.Required("customer"));
        var subscription = asked.Text("subscription") is { } id ? work.Require("subscription", id, "subscription") : null;
        var lines = asked.Text("pending_invoice_items_behavior") == "exclude" ? [] : InvoiceItems.TakePending(work, customer.Required("id"), subscription.Text("id"));
        if (subscription is not null && lines.Count == 0)
            throw StripeError.Invalid("Nothing to invoice for subscription", code: "invoice_no_subscription_line_items");
        var extra = new JsonObject { ["auto_advance"] = asked["auto_advance"].Copy() ?? false };
        extra.TakeFrom(asked, "collection_method", "custom_fields", "description", "due_date", "footer", "statement_descriptor");
        extra.TakeMetadata(asked);
        if (asked.Text("currency") is { } currency)
            extra["currency"] = currency.ToLowerInvariant();
        if (asked.Number("days_until_due") is { } days)
            extra["due_date"] = work.Now + days * 86400;
        if (asked.Text("collection_method") == "send_invoice" && extra["due_date"] is null)
            throw StripeError.Invalid("If invoice collection method is 'send_invoice', you must specify one of 'due_date' or 'days_until_due'.");
        if (asked.Text("default_payment_method") is { } method)
            extra["default_payment_method"] = PaymentMethods.OfCustomer(work, method, customer.Required("id")).Text("id");
        extra["discounts"] = new JsonArray([.. Coupons.Asked(work, asked, customer.Text("id"), null).Select(one => (JsonNode?)one.Text("id"))]);
        var finalizes = work.Now + (long)work.Options.DraftPeriod.TotalSeconds;
        if (asked.Flag("auto_advance"))
            extra["automatically_finalizes_at"] = finalizes;
        var invoice = Invoices.Make(work, customer, subscription, subscription is null ? "manual" : "subscription_update", lines, extra);
        if (asked.Flag("auto_advance"))
            work.Hidden(invoice.Required("id"))["finalizes_at"] = finalizes;
        return invoice;
    }

    private static JsonObject Update(ApiCall call)
    {
        var invoice = Require(call);
        if (invoice.Text("status") is not ("draft" or "open") && call.Params.Any(pair => pair.Key is not ("metadata" or "expand")))
            throw StripeError.Invalid("Finalized invoices can't be updated in this way.", code: "invoice_not_editable");
        invoice.TakeFrom(call.Params, "auto_advance", "collection_method", "custom_fields", "description", "due_date", "footer", "statement_descriptor");
        if (call.Params.Has("default_payment_method"))
            invoice["default_payment_method"] = call.Text("default_payment_method") is { } method ? PaymentMethods.OfCustomer(call.Work, method, invoice.Required("customer")).Text("id") : null;
        invoice.TakeMetadata(call.Params);
        call.Work.EmitUpdate("invoice.updated", invoice);
        return invoice;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var invoice = Require(call);
        if (invoice.Text("status") != "draft")
            throw StripeError.Invalid("You can only delete draft invoices.", code: "invoice_not_editable");
        foreach (var item in call.Work.All("invoiceitem", one => one.Text("invoice") == call.Id))
            call.Work.Delete(item);
        call.Work.Emit("invoice.deleted", invoice);
        call.Work.Delete(invoice);
        return new JsonObject { ["id"] = call.Id, ["object"] = "invoice", ["deleted"] = true };
    }

    private static JsonObject Finalize(ApiCall call)
    {
        var invoice = Require(call);
        if (invoice.Text("status") != "draft")
            throw StripeError.Invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.", code: "invoice_not_editable");
        Invoices.Finalize(call.Work, invoice);
        call.Work.EmitUpdate("invoice.updated", invoice);
        return invoice;
    }

    private static JsonObject Pay(ApiCall call)
    {
        var (work, invoice) = (call.Work, Require(call));
        if (invoice.Text("status") == "paid")
            throw StripeError.Invalid("Invoice is already paid", code: "invoice_already_paid");
        if (invoice.Text("status") == "draft")
            Invoices.Finalize(work, invoice);
        if (invoice.Text("status") is not ("open" or "uncollectible"))
        {
            if (invoice.Text("status") == "paid")
                return invoice;
            throw StripeError.Invalid($"Invoices with status {invoice.Text("status")} can't be paid.");
        }
        if (call.Params.Flag("paid_out_of_band"))
        {
            Invoices.MarkPaid(work, invoice, null, outOfBand: true);
            return invoice;
        }
        var method = call.Text("payment_method") is { } id ? PaymentMethods.Resolve(work, id)
            : call.Text("source") is { } source ? work.Find("payment_method", work.Hidden(work.Require("card", source, "source").Required("id")).Text("method"))
            : null;
        method ??= Invoices.Method(work, invoice);
        if (method is null)
            throw StripeError.Invalid("There is no `default_payment_method` set on this Customer or Invoice. Please attach a payment method, or pass one.", code: "missing");

        var result = Invoices.Collect(work, invoice, method, call.Params["off_session"] is null || call.Params.Flag("off_session"));
        var intent = Invoices.Intent(work, invoice);
        if (result is PaymentResult.Declined)
            throw Payment.DeclinedError(work, intent);
        if (result is PaymentResult.NeedsAction)
            throw StripeError.Card("invoice_payment_intent_requires_action", null, "This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.",
                new JsonObject { ["payment_intent"] = intent.Copy() });
        return invoice;
    }

    private static JsonObject Send(ApiCall call)
    {
        var invoice = Require(call);
        if (invoice.Text("collection_method") != "send_invoice")
            throw StripeError.Invalid("You can only manually send an invoice if its collection method is 'send_invoice'.");
        if (invoice.Text("status") == "draft")
            Invoices.Finalize(call.Work, invoice);
        call.Work.Emit("invoice.sent", invoice);
        return invoice;
    }

    private static JsonObject Void(ApiCall call)
    {
        var invoice = Require(call);
        if (invoice.Text("status") is not ("open" or "uncollectible"))
            throw StripeError.Invalid("You can only void open or uncollectible invoices. " + $"This one is {invoice.Text("status")}.");
        Void(call.Work, invoice);
        return invoice;
    }

    public static void Void(Work work, JsonObject invoice)
    {
        invoice["status"] = "void";
        invoice.Object("status_transitions")!["voided_at"] = work.Now;
        Close(work, invoice);
        work.EmitUpdate("invoice.updated", invoice);
        work.Emit("invoice.voided", invoice);
    }

    public static JsonObject MarkUncollectible(Work work, JsonObject invoice)
    {
        if (invoice.Text("status") is not "open")
            throw StripeError.Invalid("You can only mark open invoices as uncollectible.");
        invoice["status"] = "uncollectible";
        invoice.Object("status_transitions")!["marked_uncollectible_at"] = work.Now;
        invoice["next_payment_attempt"] = null;
        work.Hidden(invoice.Required("id")).Remove("retries_at");
        work.EmitUpdate("invoice.updated", invoice);
        work.Emit("invoice.marked_uncollectible", invoice);
        return invoice;
    }

    private static void Close(Work work, JsonObject invoice)
    {
        invoice["next_payment_attempt"] = null;
        work.Hidden(invoice.Required("id")).Remove("retries_at");
        foreach (var payment in work.All("invoice_payment", one => one.Text("invoice") == invoice.Text("id") && one.Text("status") == "open"))
        {
            payment["status"] = "canceled";
            payment.Object("status_transitions")!["canceled_at"] = work.Now;
            if (work.Find("payment_intent", payment.Text("payment.payment_intent")) is { } intent && intent.Text("status") is not ("succeeded" or "canceled"))
            {
                intent["status"] = "canceled";
                intent["canceled_at"] = work.Now;
                intent["cancellation_reason"] = "void_invoice";
                work.Emit("payment_intent.canceled", intent);
            }
        }
    }
}
