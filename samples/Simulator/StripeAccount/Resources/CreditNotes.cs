using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Credit notes: of an open invoice they lessen what is due; of a paid one they refund it or credit the customer.</summary>
internal static class CreditNotes
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/credit_notes", Create)
        .Map("GET", "/v1/credit_notes", call => Lists.Page(call, "credit_note", one => call.Is(one, "invoice") && call.Is(one, "customer")))
        .Map("GET", "/v1/credit_notes/{id}", call => call.Work.Require("credit_note", call.Id))
        .Map("POST", "/v1/credit_notes/{id}", Update)
        .Map("POST", "/v1/credit_notes/{id}/void", Void);

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var invoice = work.Require("invoice", call.Required("invoice"), "invoice");
        var paid = invoice.Text("status") == "paid";
        if (!paid && invoice.Text("status") is not ("open" or "uncollectible"))
            throw StripeError.Invalid("You can only create a credit note for open, uncollectible or paid invoices.", "invoice");
        var amount = asked.Number("amount") ?? asked.Objects("lines").Sum(line => line.Number("amount")
            ?? line.Number("unit_amount") * (line.Number("quantity") ?? 1) ?? invoice.Objects("lines").FirstOrDefault(one => one.Text("id") == line.Text("invoice_line_item")).Amount("amount"));
        if (amount <= 0)
            throw StripeError.Invalid("The sum of credit amount, refund amount and out of band amount must equal the credit note amount.", "amount");
        if (amount > (paid ? invoice.Amount("total") : invoice.Amount("amount_remaining")))
            throw StripeError.Invalid("The credit note's amount is more than what is left of the invoice.", "amount");

        var count = work.State.All("credit_note").Count(doc => doc.Body.Text("invoice") == invoice.Text("id")) + 1;
        var id = Ids.New("cn_1");
        var given = new JsonObject
        {
            ["id"] = id,
            ["amount"] = amount,
            ["created"] = work.Now,
            ["currency"] = invoice.Text("currency"),
            ["customer"] = invoice.Text("customer"),
            ["effective_at"] = work.Now,
            ["invoice"] = invoice.Text("id"),
            ["number"] = $"{invoice.Text("number")}-CN-{count.ToString("D2", CultureInfo.InvariantCulture)}",
            ["pdf"] = invoice.Text("invoice_pdf") ?? "",
            ["post_payment_amount"] = paid ? amount : 0,
            ["pre_payment_amount"] = paid ? 0 : amount,
            ["status"] = "issued",
            ["subtotal"] = amount,
            ["subtotal_excluding_tax"] = amount,
            ["total"] = amount,
            ["total_excluding_tax"] = amount,
            ["total_taxes"] = new JsonArray(),
            ["type"] = paid ? "post_payment" : "pre_payment",
        };
        given.TakeFrom(asked, "memo", "reason");
        given.TakeMetadata(asked);
        given["lines"] = Lists.Of($"/v1/credit_notes/{id}/lines", asked.Objects("lines").Select(line => Line(invoice, line)));
        var note = work.New("credit_note", given);
        Apply(work, invoice, amount, paid, sign: 1);
        if (paid && asked.Number("refund_amount") is { } refund && invoice.Text("id") is { } owner
            && work.All("invoice_payment", one => one.Text("invoice") == owner && one.Text("status") == "paid").LastOrDefault() is { } payment
            && work.Find("payment_intent", payment.Text("payment.payment_intent")) is { } intent && work.Find("charge", intent.Text("latest_charge")) is { } charge)
        {
            var made = Refunds.Make(work, charge, refund, null, []);
            note["refunds"] = new JsonArray(new JsonObject { ["amount_refunded"] = refund, ["payment_record_refund"] = null, ["refund"] = made.Text("id"), ["type"] = "refund" });
        }
        else if (paid && asked.Number("out_of_band_amount") is null && work.Find("customer", invoice.Text("customer")) is { } customer)
        {
            customer["balance"] = customer.Amount("balance") - (asked.Number("credit_amount") ?? amount);
            work.EmitUpdate("customer.updated", customer);
        }
        work.Emit("credit_note.created", note);
        return note;
    }

    private static void Apply(Work work, JsonObject invoice, long amount, bool paid, int sign)
    {
        var field = paid ? "post_payment_credit_notes_amount" : "pre_payment_credit_notes_amount";
        invoice[field] = invoice.Amount(field) + sign * amount;
        if (!paid)
        {
            invoice["amount_due"] = invoice.Amount("amount_due") - sign * amount;
            invoice["amount_remaining"] = invoice.Amount("amount_remaining") - sign * amount;
            if (invoice.Text("status") == "open" && invoice.Amount("amount_remaining") == 0)
                Invoices.MarkPaid(work, invoice, null);
        }
        work.EmitUpdate("invoice.updated", invoice);
    }

    private static JsonObject Line(JsonObject invoice, JsonObject asked)
    {
        if (asked.Text("type") == "custom_line_item")
            return ShapeCatalog.Instance.Complete("CreditNoteLineItem", new JsonObject
            {
                ["id"] = Ids.New("cnli_1"),
                ["amount"] = asked.Number("unit_amount") * (asked.Number("quantity") ?? 1),
                ["description"] = asked.Text("description"),
                ["quantity"] = asked.Number("quantity") ?? 1,
                ["taxes"] = new JsonArray(),
                ["type"] = "custom_line_item",
                ["unit_amount"] = asked.Number("unit_amount"),
                ["unit_amount_decimal"] = asked.Text("unit_amount_decimal") ?? asked.Text("unit_amount"),
            });
        var line = invoice.Objects("lines").FirstOrDefault(one => one.Text("id") == asked.Text("invoice_line_item"))
            ?? throw StripeError.Missing("invoice line item", asked.Text("invoice_line_item") ?? "", "lines[0][invoice_line_item]");
        return ShapeCatalog.Instance.Complete("CreditNoteLineItem", new JsonObject
        {
            ["id"] = Ids.New("cnli_1"),
            ["amount"] = asked.Number("amount") ?? line.Amount("amount"),
            ["description"] = line.Text("description"),
            ["invoice_line_item"] = line.Text("id"),
            ["quantity"] = asked.Number("quantity"),
            ["taxes"] = new JsonArray(),
            ["type"] = "invoice_line_item",
        });
    }

    private static JsonObject Update(ApiCall call)
    {
        var note = call.Work.Require("credit_note", call.Id);
        note.TakeFrom(call.Params, "memo");
        note.TakeMetadata(call.Params);
        call.Work.EmitUpdate("credit_note.updated", note);
        return note;
    }

    private static JsonObject Void(ApiCall call)
    {
        var (work, note) = (call.Work, call.Work.Require("credit_note", call.Id));
        if (note.Text("status") == "void" || note.Text("type") == "post_payment")
            throw StripeError.Invalid("Only an issued credit note of an open invoice can be voided.");
        note["status"] = "void";
        note["voided_at"] = work.Now;
        Apply(work, work.Require("invoice", note.Text("invoice")), note.Amount("amount"), paid: false, sign: -1);
        work.Emit("credit_note.voided", note);
        return note;
    }
}
