using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Items that wait for the customer's next invoice.</summary>
internal static class InvoiceItems
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/invoiceitems", Create)
        .Map("GET", "/v1/invoiceitems", call => Lists.Page(call, "invoiceitem", one =>
            call.Is(one, "customer") && call.Is(one, "invoice") && (!call.Params.Has("pending") || call.Params.Flag("pending") == one["invoice"] is null)))
        .Map("GET", "/v1/invoiceitems/{id}", call => call.Work.Require("invoiceitem", call.Id))
        .Map("POST", "/v1/invoiceitems/{id}", Update)
        .Map("DELETE", "/v1/invoiceitems/{id}", Delete);

    public static IEnumerable<Doc> Pending(Work work, string customer, string? subscription) =>
        work.State.All("invoiceitem").Where(doc => doc.Body.Text("customer") == customer && doc.Body["invoice"] is null
            && (doc.Body.Text("parent.subscription_details.subscription") is not { } own || own == subscription));

    /// <summary>Lines of all that waits for the customer (and the subscription); they belong to the invoice that is made of them.</summary>
    public static List<JsonObject> TakePending(Work work, string customer, string? subscription)
    {
        var lines = new List<JsonObject>();
        foreach (var doc in Pending(work, customer, subscription).ToList())
        {
            var item = work.Require("invoiceitem", doc.Id);
            lines.Add(InvoiceLines.OfInvoiceItem(item));
            item["invoice"] = "taken";
        }
        return lines;
    }

    /// <summary>Sets the invoice of the items that its lines were made of.</summary>
    public static void Bind(Work work, JsonObject invoice)
    {
        foreach (var line in invoice.Objects("lines"))
            if (line.Text("parent.invoice_item_details.invoice_item") is { } id && work.Find("invoiceitem", id) is { } item)
                item["invoice"] = invoice.Text("id");
    }

    /// <summary>Keeps prorations for the next invoice of the subscription.</summary>
    public static void Add(Work work, JsonObject subscription, IEnumerable<JsonObject> lines)
    {
        foreach (var line in lines)
        {
            var item = work.New("invoiceitem", new JsonObject
            {
                ["id"] = Ids.New("ii_1"),
                ["amount"] = line["amount"].Copy(),
                ["currency"] = line.Text("currency"),
                ["customer"] = subscription.Text("customer"),
                ["date"] = work.Now,
                ["description"] = line.Text("description"),
                ["discounts"] = new JsonArray(),
                ["parent"] = new JsonObject { ["subscription_details"] = new JsonObject { ["subscription"] = subscription.Text("id"), ["subscription_item"] = line.Text("parent.subscription_item_details.subscription_item") }, ["type"] = "subscription_details" },
                ["period"] = line.Object("period").Copy(),
                ["pricing"] = line.Object("pricing").Copy(),
                ["proration"] = true,
                ["quantity"] = line["quantity"].Copy(),
                ["quantity_decimal"] = line.Text("quantity_decimal"),
                ["tax_rates"] = new JsonArray(),
                ["test_clock"] = subscription.Text("test_clock"),
            });
            work.Emit("invoiceitem.created", item);
        }
    }

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        var customer = work.Customer(call.Required("customer"));
        var price = asked.Text("pricing.price") is { } id ? work.Require("price", id, "pricing[price]")
            : asked.Object("price_data") is { } data ? Catalog.MakePrice(work, data, "price_data") : null;
        var quantity = asked.Number("quantity") ?? 1;
        var amount = asked.Number("amount") ?? (price is null ? throw StripeError.MissingParameter("amount") : price.Amount("unit_amount") * quantity);
        var currency = asked.Text("currency")?.ToLowerInvariant() ?? price.Text("currency") ?? customer.Text("currency") ?? throw StripeError.MissingParameter("currency");
        var given = new JsonObject
        {
            ["id"] = Ids.New("ii_1"),
            ["amount"] = amount,
            ["currency"] = currency,
            ["customer"] = customer.Text("id"),
            ["date"] = work.Now,
            ["description"] = asked.Text("description") ?? (price is null ? null : InvoiceLines.ProductName(work, price)),
            ["discountable"] = asked["discountable"].Copy() ?? true,
            ["discounts"] = new JsonArray(),
            ["invoice"] = asked.Text("invoice"),
            ["parent"] = asked.Text("subscription") is { } subscription ? new JsonObject { ["subscription_details"] = new JsonObject { ["subscription"] = subscription }, ["type"] = "subscription_details" } : null,
            ["period"] = new JsonObject { ["end"] = asked.Number("period.end") ?? work.Now, ["start"] = asked.Number("period.start") ?? work.Now },
            ["pricing"] = price is null ? new JsonObject { ["type"] = "price_details", ["unit_amount_decimal"] = (amount / Math.Max(1, quantity)).ToString(CultureInfo.InvariantCulture) } : InvoiceLines.Pricing(price),
            ["quantity"] = quantity,
            ["quantity_decimal"] = quantity.ToString(CultureInfo.InvariantCulture),
            ["tax_rates"] = new JsonArray(),
            ["test_clock"] = customer.Text("test_clock"),
        };
        given.TakeMetadata(asked);
        var item = work.New("invoiceitem", given);
        if (asked.Text("invoice") is { } draft)
        {
            var invoice = work.Require("invoice", draft, "invoice");
            if (invoice.Text("status") != "draft")
                throw StripeError.Invalid("You can only add items to a draft invoice.", "invoice");
            var line = InvoiceLines.OfInvoiceItem(item);
            line["invoice"] = draft;
            invoice.Object("lines")!["data"]!.AsArray().Add(line);
            Invoices.Total(work, invoice);
            work.EmitUpdate("invoice.updated", invoice);
        }
        work.Emit("invoiceitem.created", item);
        return item;
    }

    private static JsonObject Update(ApiCall call)
    {
        var item = call.Work.Require("invoiceitem", call.Id);
        item.TakeFrom(call.Params, "amount", "description", "discountable");
        item.TakeMetadata(call.Params);
        return item;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var item = call.Work.Require("invoiceitem", call.Id);
        if (item["invoice"] is not null)
            throw StripeError.Invalid("You can only delete invoice items that are not attached to an invoice.");
        call.Work.Emit("invoiceitem.deleted", item);
        call.Work.Delete(item);
        return new JsonObject { ["id"] = call.Id, ["object"] = "invoiceitem", ["deleted"] = true };
    }
}
