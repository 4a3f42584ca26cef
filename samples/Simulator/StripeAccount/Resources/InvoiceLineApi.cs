using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Lines of a draft: added, changed and taken out, one by one or many at once. Behind each stands an invoice item.</summary>
internal static class InvoiceLineApi
{
    public static void Map(RouteTable routes) => routes
        .Map("GET", "/v1/invoices/{id}/lines", call => Lists.Page(call, call.Work.Require("invoice", call.Id).Objects("lines"), "line item"))
        .Map("POST", "/v1/invoices/{id}/lines/{line}", call =>
        {
            var line = Line(Draft(call, call.Segments[0]), call.Segments[1], "line_item_id");
            Change(call.Work, line, call.Params);
            return Told(call.Work, call.Segments[0], line);
        })
        .Map("POST", "/v1/invoices/{id}/add_lines", call => Each(call, Add))
        .Map("POST", "/v1/invoices/{id}/update_lines", call => Each(call, (work, invoice, asked, param) => Change(work, Line(invoice, asked.Required("id"), $"{param}[id]"), asked)))
        .Map("POST", "/v1/invoices/{id}/remove_lines", call => Each(call, Remove));

    private static JsonObject Draft(ApiCall call, string id)
    {
        var invoice = call.Work.Require("invoice", id);
        return invoice.Text("status") == "draft" ? invoice : throw StripeError.Invalid("Only draft invoices can have their lines changed.", code: "invoice_not_editable");
    }

    private static JsonObject Each(ApiCall call, Action<Work, JsonObject, JsonObject, string> change)
    {
        var invoice = Draft(call, call.Id);
        foreach (var (asked, index) in call.Params.Objects("lines").Select((asked, index) => (asked, index)))
            change(call.Work, invoice, asked, $"lines[{index}]");
        invoice.TakeMetadata(new JsonObject(call.Params.Where(pair => pair.Key == "invoice_metadata").Select(pair => KeyValuePair.Create("metadata", pair.Value.Copy()))));
        Total(call.Work, invoice);
        return invoice;
    }

    private static void Add(Work work, JsonObject invoice, JsonObject asked, string param)
    {
        if (asked.Text("invoice_item") is { } pending)
        {
            var item = work.Require("invoiceitem", pending, $"{param}[invoice_item]");
            if (item["invoice"] is not null || item.Text("customer") != invoice.Text("customer"))
                throw StripeError.Invalid($"The invoice item {pending} does not wait for an invoice of this customer.", $"{param}[invoice_item]");
            InvoiceItems.Attach(work, invoice, item);
            return;
        }
        var given = asked.Copy()!;
        given["currency"] ??= invoice.Text("currency");
        InvoiceItems.Attach(work, invoice, InvoiceItems.Make(work, work.Customer(invoice.Text("customer")), given, param));
    }

    private static void Remove(Work work, JsonObject invoice, JsonObject asked, string param)
    {
        var line = Line(invoice, asked.Required("id"), $"{param}[id]");
        invoice.Items("lines").Remove(line);
        if (line.Text("parent.invoice_item_details.invoice_item") is not { } id || work.Find("invoiceitem", id) is not { } item)
            return;
        if (asked.Text("behavior") == "unassign")
            item["invoice"] = null;
        else
            work.Delete(item);
    }

    private static void Change(Work work, JsonObject line, JsonObject asked)
    {
        if (line.Text("parent.subscription_item_details.subscription_item") is not null && (asked.Has("amount") || asked.Has("price_data") || asked.Has("pricing")))
            throw StripeError.Invalid("The amount of a line of a subscription cannot be changed.", "amount");
        if (asked.Number("quantity") is { } quantity && !asked.Has("amount") && line.Amount("quantity") is var former and > 0)
            line["amount"] = line.Amount("amount") / former * quantity;
        line.TakeFrom(asked, "amount", "description", "discountable", "quantity");
        if (asked.Object("period") is { } period)
            line["period"] = new JsonObject { ["end"] = period["end"].Copy(), ["start"] = period["start"].Copy() };
        line["subtotal"] = line["amount"].Copy();
        line.TakeMetadata(asked);
        if (line.Text("parent.invoice_item_details.invoice_item") is { } id && work.Find("invoiceitem", id) is { } item)
            item.TakeFrom(line, "amount", "description", "discountable", "quantity");
    }

    private static JsonObject Line(JsonObject invoice, string id, string param) =>
        invoice.Objects("lines").FirstOrDefault(line => line.Text("id") == id) ?? throw StripeError.Missing("line item", id, param);

    private static JsonObject Told(Work work, string invoice, JsonObject line)
    {
        Total(work, work.Require("invoice", invoice));
        return line;
    }

    private static void Total(Work work, JsonObject invoice)
    {
        invoice.Object("lines")!["total_count"] = invoice.Items("lines").Count;
        Invoices.Total(work, invoice);
        work.EmitUpdate("invoice.updated", invoice);
    }
}
