using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Resources;

/// <summary>The life of an invoice: draft, open, paid, void or uncollectible. What the API asks of it stands in <see cref="InvoiceApi"/>.</summary>
internal static class Invoices
{
    /// <summary>A draft of those lines.</summary>
    public static JsonObject Make(Work work, JsonObject customer, JsonObject? subscription, string reason, IReadOnlyList<JsonObject> lines, JsonObject? extra = null, bool tell = true)
    {
        var id = Ids.New("in_1");
        var given = Body(work, id, customer, subscription, reason, lines, extra);
        var invoice = work.New("invoice", given);
        InvoiceItems.Bind(work, invoice);
        Total(work, invoice);
        if (tell)
            work.Emit("invoice.created", invoice);
        return invoice;
    }

    /// <summary>The body of a draft, also for one that is only shown.</summary>
    public static JsonObject Body(Work work, string id, JsonObject customer, JsonObject? subscription, string reason, IReadOnlyList<JsonObject> lines, JsonObject? extra)
    {
        foreach (var line in lines)
            line["invoice"] = id;
        var given = new JsonObject
        {
            ["id"] = id,
            ["account_country"] = work.Options.AccountCountry,
            ["account_name"] = work.Options.AccountName,
            ["attempted"] = false,
            ["auto_advance"] = true,
            ["billing_reason"] = reason,
            ["collection_method"] = subscription.Text("collection_method") ?? "charge_automatically",
            ["created"] = work.Now,
            ["currency"] = subscription.Text("currency") ?? lines.Select(line => line.Text("currency")).FirstOrDefault() ?? customer.Text("currency") ?? "usd",
            ["customer"] = customer.Text("id"),
            ["customer_address"] = customer["address"].Copy(),
            ["customer_email"] = customer.Text("email"),
            ["customer_name"] = customer.Text("name"),
            ["customer_phone"] = customer.Text("phone"),
            ["customer_shipping"] = customer["shipping"].Copy(),
            ["customer_tax_exempt"] = customer.Text("tax_exempt") ?? "none",
            ["customer_tax_ids"] = new JsonArray(),
            ["default_payment_method"] = null,
            ["hosted_invoice_url"] = null,
            ["invoice_pdf"] = null,
            ["issuer"] = new JsonObject { ["type"] = "self" },
            ["lines"] = new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. lines.Select(line => line.Copy())]),
                ["has_more"] = false,
                ["total_count"] = lines.Count,
                ["url"] = $"/v1/invoices/{id}/lines",
            },
            ["metadata"] = new JsonObject(),
            ["parent"] = subscription is null ? null : new JsonObject
            {
                ["subscription_details"] = new JsonObject { ["metadata"] = subscription.Object("metadata").Copy() ?? [], ["subscription"] = subscription.Text("id") },
                ["type"] = "subscription_details",
            },
            ["period_end"] = work.Now,
            ["period_start"] = work.Now,
            ["status"] = "draft",
            ["test_clock"] = customer.Text("test_clock"),
            ["total_discount_amounts"] = new JsonArray(),
            ["total_pretax_credit_amounts"] = new JsonArray(),
            ["total_taxes"] = new JsonArray(),
            ["webhooks_delivered_at"] = work.Now,
        };
        foreach (var (name, value) in extra ?? [])
            given[name] = value.Copy();
        return given;
    }

    /// <summary>Sums the lines; discounts are taken off each discountable line.</summary>
    public static void Total(Work work, JsonObject invoice)
    {
        var lines = invoice.Objects("lines").ToList();
        var subtotal = lines.Sum(line => line.Amount("amount"));
        var total = subtotal;
        var taken = new JsonArray();
        foreach (var id in invoice.Texts("discounts"))
            if (work.State.Find(id)?.Body is { } discount)
            {
                var off = Coupons.Off(work, discount, Math.Min(total, lines.Where(line => line.Flag("discountable")).Sum(line => line.Amount("amount"))));
                total -= off;
                taken.Add(new JsonObject { ["amount"] = off, ["discount"] = id });
            }
        invoice["total_discount_amounts"] = taken;
        invoice["subtotal"] = subtotal;
        invoice["subtotal_excluding_tax"] = subtotal;
        invoice["total"] = total;
        invoice["total_excluding_tax"] = total;
        var balance = work.Find("customer", invoice.Text("customer")).Amount("balance");
        invoice["starting_balance"] = balance;
        invoice["amount_due"] = Math.Max(0, total > 0 ? total + balance : 0);
        invoice["amount_remaining"] = invoice["amount_due"].Copy();
    }

    /// <summary>Opens a draft: number, links, and an intent to pay it. One with nothing due is paid at once.</summary>
    public static void Finalize(Work work, JsonObject invoice, JsonObject? paidBy = null)
    {
        Total(work, invoice);
        var customer = work.Require("customer", invoice.Text("customer"));
        var sequence = customer.Number("next_invoice_sequence") ?? 1;
        customer["next_invoice_sequence"] = sequence + 1;
        var (total, balance) = (invoice.Amount("total"), customer.Amount("balance"));
        var left = total < 0 ? balance + total : Math.Min(0, balance + total);
        if (paidBy is not null)
        {
            // Checkout took the whole price; a credit stays for the next invoice.
            invoice["amount_due"] = total;
            invoice["amount_remaining"] = total;
        }
        else if (total != 0)
        {
            customer["balance"] = left;
        }
        invoice["ending_balance"] = customer["balance"].Copy();
        invoice["number"] ??= $"{customer.Text("invoice_prefix")}-{sequence.ToString("D4", CultureInfo.InvariantCulture)}";
        invoice["status"] = "open";
        invoice["automatically_finalizes_at"] = null;
        invoice["effective_at"] = work.Now;
        invoice["hosted_invoice_url"] = $"{work.Address}invoice/{work.Options.AccountId}/{invoice.Text("id")}?s=ap";
        invoice["invoice_pdf"] = $"{work.Address}invoice/{work.Options.AccountId}/{invoice.Text("id")}/pdf?s=ap";
        invoice.Object("status_transitions")!["finalized_at"] = work.Now;
        if (invoice.Text("collection_method") == "send_invoice" && invoice["due_date"] is null)
            invoice["due_date"] = work.Now + 30 * 86400;
        customer["currency"] ??= invoice.Text("currency");
        work.Hidden(invoice.Required("id")).Remove("finalizes_at");
        work.EmitUpdate("invoice.finalized", invoice);
        if (invoice.Amount("amount_due") == 0)
            MarkPaid(work, invoice, null);
        else if (paidBy is null)
            Intent(work, invoice);
        else
            Bind(work, invoice, paidBy);
    }

    /// <summary>The intent that pays the invoice, made when it is missing.</summary>
    public static JsonObject Intent(Work work, JsonObject invoice)
    {
        var open = work.All("invoice_payment", one => one.Text("invoice") == invoice.Text("id") && one.Text("status") == "open").LastOrDefault();
        if (open is not null && work.Find("payment_intent", open.Text("payment.payment_intent")) is { } known && known.Text("status") != "canceled")
            return known;
        var intent = PaymentIntents.Make(work, new JsonObject
        {
            ["amount"] = invoice["amount_remaining"].Copy(),
            ["currency"] = invoice.Text("currency"),
            ["customer"] = invoice.Text("customer"),
            ["description"] = invoice.Text("billing_reason") switch
            {
                "subscription_create" => "Subscription creation",
                "subscription_cycle" or "subscription_update" => "Subscription update",
                _ => $"Payment for Invoice {invoice.Text("number")}",
            },
            ["setup_future_usage"] = invoice["parent"] is null ? null : "off_session",
        });
        Bind(work, invoice, intent);
        return intent;
    }

    private static void Bind(Work work, JsonObject invoice, JsonObject intent)
    {
        work.Hidden(intent.Required("id"))["invoice"] = invoice.Text("id");
        work.New("invoice_payment", new JsonObject
        {
            ["id"] = Ids.New("inpay_1"),
            ["amount_requested"] = invoice["amount_remaining"].Copy(),
            ["created"] = work.Now,
            ["currency"] = invoice.Text("currency"),
            ["invoice"] = invoice.Text("id"),
            ["is_default"] = true,
            ["payment"] = new JsonObject { ["payment_intent"] = intent.Text("id"), ["type"] = "payment_intent" },
            ["status"] = "open",
        });
    }

    /// <summary>The method that an automatic collection uses: the invoice's, the subscription's, then the customer's.</summary>
    public static JsonObject? Method(Work work, JsonObject invoice)
    {
        var subscription = work.Find("subscription", invoice.Text("parent.subscription_details.subscription"));
        var customer = work.Find("customer", invoice.Text("customer"));
        var source = subscription.Text("default_source") ?? customer.Text("default_source");
        var id = invoice.Text("default_payment_method") ?? subscription.Text("default_payment_method")
            ?? (subscription.Text("default_source") is null ? customer.Text("invoice_settings.default_payment_method") : null)
            ?? (source is null ? null : work.Hidden(source).Text("method"));
        return work.Find("payment_method", id);
    }

    /// <summary>One attempt to collect what is due; null where there is nothing to collect with.</summary>
    public static PaymentResult? Collect(Work work, JsonObject invoice, JsonObject? method, bool offSession)
    {
        method ??= Method(work, invoice);
        if (method is null)
        {
            MarkFailed(work, invoice, mayRetry: false);
            return null;
        }
        var intent = Intent(work, invoice);

        // A card that must be authenticated leaves an invoice's intent waiting for its holder, who may pay on the hosted page.
        var result = Payment.Attempt(work, intent, method, offSession: false, invoice.Text("hosted_invoice_url"));
        Payment.Follow(work, intent);
        if (result is PaymentResult.NeedsAction && offSession)
            MarkFailed(work, invoice, mayRetry: true);
        return result;
    }

    /// <summary>Lets the invoice see the outcome of its intent.</summary>
    public static void Follow(Work work, JsonObject invoice, JsonObject intent)
    {
        if (invoice.Text("status") is not ("open" or "uncollectible"))
            return;
        switch (intent.Text("status"))
        {
            case "succeeded":
                MarkPaid(work, invoice, intent);
                break;
            case "requires_action":
                invoice["attempted"] = true;
                work.EmitUpdate("invoice.updated", invoice);
                work.Emit("invoice.payment_action_required", invoice);
                break;
            case "processing":
                invoice["attempted"] = true;
                invoice["attempt_count"] = invoice.Amount("attempt_count") + 1;
                invoice["next_payment_attempt"] = null;
                work.EmitUpdate("invoice.updated", invoice);
                Subscriptions.PaymentIsUnderWay(work, invoice);
                break;
            case "requires_payment_method" when intent["last_payment_error"] is not null:
                var code = intent.Text("last_payment_error.decline_code") ?? intent.Text("last_payment_error.code") ?? "card_declined";
                MarkFailed(work, invoice, mayRetry: !Decline.Of(code).IsHard);
                break;
        }
    }

    public static void MarkPaid(Work work, JsonObject invoice, JsonObject? intent, bool outOfBand = false)
    {
        if (intent is not null)
            invoice["attempt_count"] = invoice.Amount("attempt_count") + 1;
        invoice["attempted"] = true;
        invoice["status"] = "paid";
        invoice["amount_paid"] = outOfBand ? 0 : invoice["amount_due"].Copy();
        if (outOfBand)
            invoice["amount_paid_off_stripe"] = invoice["amount_due"].Copy();
        invoice["amount_remaining"] = 0;
        invoice["next_payment_attempt"] = null;
        invoice.Object("status_transitions")!["paid_at"] = work.Now;
        work.Hidden(invoice.Required("id")).Remove("retries_at");
        foreach (var payment in work.All("invoice_payment", one => one.Text("invoice") == invoice.Text("id") && one.Text("status") == "open"))
        {
            payment["status"] = intent is null ? "canceled" : "paid";
            payment["amount_paid"] = intent is null ? null : payment["amount_requested"].Copy();
            payment.Object("status_transitions")![intent is null ? "canceled_at" : "paid_at"] = work.Now;
            if (intent is not null)
                work.Emit("invoice_payment.paid", payment);
        }
        if (work.Find("customer", invoice.Text("customer")) is { } customer)
        {
            customer["delinquent"] = false;
            work.EmitUpdate("customer.updated", customer);
        }
        work.EmitUpdate("invoice.updated", invoice);
        work.Emit("invoice.paid", invoice);
        work.Emit("invoice.payment_succeeded", invoice);
        Subscriptions.InvoiceIsPaid(work, invoice, intent);
    }

    private static void MarkFailed(Work work, JsonObject invoice, bool mayRetry)
    {
        var hidden = work.Hidden(invoice.Required("id"));
        var attempts = invoice.Amount("attempt_count") + 1;
        invoice["attempted"] = true;
        invoice["attempt_count"] = attempts;
        var automatic = invoice.Text("collection_method") == "charge_automatically" && invoice.Flag("auto_advance") && invoice["parent"] is not null
            && invoice.Text("billing_reason") != "subscription_create";
        long? next = automatic && mayRetry && attempts <= work.Options.PaymentRetries.Count
            ? work.Now + (long)work.Options.PaymentRetries[(int)attempts - 1].TotalSeconds
            : null;
        invoice["next_payment_attempt"] = next;
        if (next is null)
            hidden.Remove("retries_at");
        else
            hidden["retries_at"] = next;
        if (work.Find("customer", invoice.Text("customer")) is { } customer)
        {
            customer["delinquent"] = true;
            work.EmitUpdate("customer.updated", customer);
        }
        work.EmitUpdate("invoice.updated", invoice);
        work.Emit("invoice.payment_failed", invoice);
        Subscriptions.InvoiceFailed(work, invoice, lastTry: automatic && mayRetry && next is null);
    }
}
