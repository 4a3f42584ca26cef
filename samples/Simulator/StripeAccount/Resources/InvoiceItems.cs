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
        var item = Make(work, work.Customer(call.Required("customer")), asked, "");
        if (asked.Text("invoice") is { } draft)
        {
            var invoice = work.Require("invoice", draft, "invoice");
            if (invoice.Text("status") != "draft")
                throw StripeError.Invalid("You can only add items to a draft invoice.", "invoice");
            Attach(work, invoice, item);
            Invoices.Total(work, invoice);
            work.EmitUpdate("invoice.updated", invoice);
        }
        return item;
    }

    /// <summary>Puts an item on a draft, whose sum is to be made anew.</summary>
    public static void Attach(Work work, JsonObject invoice, JsonObject item)
    {
        var line = InvoiceLines.OfInvoiceItem(item);
        line["invoice"] = invoice.Text("id");
        item["invoice"] = invoice.Text("id");
        invoice.Items("lines").Add(line);
    }

    /// <summary>An item that waits, of an amount or a price; <paramref name="path"/> is where it stands among the parameters.</summary>
    public static JsonObject Make(Work work, JsonObject customer, JsonObject asked, string path)
    {
        string Param(string name) => path.Length == 0 ? name : $"{path}[{name}]";
        var price = asked.Text("pricing.price") is { } id ? work.Require("price", id, Param("pricing[price]"))
            : asked.Object("price_data") is { } data ? Catalog.MakePrice(work, data, Param("price_data")) : null;
        var quantity = asked.Number("quantity") ?? 1;
        var amount = asked.Number("amount") ?? (price is null ? throw StripeError.MissingParameter(Param("amount")) : price.Amount("unit_amount") * quantity);
        var currency = asked.Text("currency")?.ToLowerInvariant() ?? price.Text("currency") ?? customer.Text("currency") ?? throw StripeError.MissingParameter(Param("currency"));
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
            ["invoice"] = null,
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
        work.Emit("invoiceitem.created", item);
        return item;
    }

    private static JsonObject Update(ApiCall call)
    {
        var (work, item) = (call.Work, call.Work.Require("invoiceitem", call.Id));
        var invoice = DraftOf(work, item);
        item.TakeFrom(call.Params, "amount", "description", "discountable", "quantity");
        item.TakeMetadata(call.Params);
        if (invoice is not null && LineOf(invoice, call.Id) is { } line)
        {
            line.TakeFrom(item, "amount", "description", "discountable", "metadata", "quantity");
            line["subtotal"] = item["amount"].Copy();
            Invoices.Total(work, invoice);
            work.EmitUpdate("invoice.updated", invoice);
        }
        return item;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var (work, item) = (call.Work, call.Work.Require("invoiceitem", call.Id));
        if (DraftOf(work, item) is { } invoice && LineOf(invoice, call.Id) is { } line)
        {
            invoice.Items("lines").Remove(line);
            invoice.Object("lines")!["total_count"] = invoice.Items("lines").Count;
            Invoices.Total(work, invoice);
            work.EmitUpdate("invoice.updated", invoice);
        }
        work.Emit("invoiceitem.deleted", item);
        work.Delete(item);
        return new JsonObject { ["id"] = call.Id, ["object"] = "invoiceitem", ["deleted"] = true };
    }

    // An item of an invoice that is no draft any more stays as it is.
    private static JsonObject? DraftOf(Work work, JsonObject item)
    {
        if (item.Text("invoice") is not { } id || work.Find("invoice", id) is not { } invoice)
            return null;
        return invoice.Text("status") == "draft"
            ? invoice
            : throw StripeError.Invalid("This invoice item is attached to an invoice that is no longer editable.", code: "invoice_not_editable");
    }

    private static JsonObject? LineOf(JsonObject invoice, string item) =>
        invoice.Objects("lines").FirstOrDefault(line => line.Text("parent.invoice_item_details.invoice_item") == item);
}
