using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Billing;

/// <summary>Lines of invoices, from subscription items and from invoice items.</summary>
internal static class InvoiceLines
{
    /// <summary>The line for a subscription item over a period; <paramref name="amount"/> only where it is a share of the whole.</summary>
    public static JsonObject OfItem(Work work, JsonObject subscription, JsonObject item, long start, long end, long? amount = null, bool proration = false, string? description = null)
    {
        var price = item.Object("price")!;
        var quantity = item.Number("quantity") ?? 1;
        var whole = amount ?? price.Amount("unit_amount") * quantity;
        return New(new JsonObject
        {
            ["amount"] = whole,
            ["currency"] = price.Text("currency"),
            ["description"] = description ?? $"{quantity} × {ProductName(work, price)} (at {Currencies.Format(price.Amount("unit_amount"), price.Required("currency"))} / {price.Text("recurring.interval")})",
            ["discountable"] = !proration,
            ["metadata"] = subscription.Object("metadata").Copy() ?? [],
            ["parent"] = new JsonObject
            {
                ["subscription_item_details"] = new JsonObject
                {
                    ["invoice_item"] = null,
                    ["proration"] = proration,
                    ["proration_details"] = new JsonObject { ["credited_items"] = null },
                    ["subscription"] = subscription.Text("id"),
                    ["subscription_item"] = item.Text("id"),
                },
                ["type"] = "subscription_item_details",
            },
            ["period"] = new JsonObject { ["end"] = end, ["start"] = start },
            ["pricing"] = Pricing(price),
            ["quantity"] = quantity,
            ["quantity_decimal"] = quantity.ToString(CultureInfo.InvariantCulture),
            ["subscription"] = subscription.Text("id"),
            ["subtotal"] = whole,
        });
    }

    /// <summary>The line for a pending invoice item.</summary>
    public static JsonObject OfInvoiceItem(JsonObject item) => New(new JsonObject
    {
        ["amount"] = item["amount"].Copy(),
        ["currency"] = item.Text("currency"),
        ["description"] = item.Text("description"),
        ["discountable"] = item.Flag("discountable"),
        ["metadata"] = item.Object("metadata").Copy(),
        ["parent"] = new JsonObject
        {
            ["invoice_item_details"] = new JsonObject
            {
                ["invoice_item"] = item.Text("id"),
                ["proration"] = item.Flag("proration"),
                ["proration_details"] = new JsonObject { ["credited_items"] = null },
                ["subscription"] = item.Text("parent.subscription_details.subscription"),
            },
            ["type"] = "invoice_item_details",
        },
        ["period"] = item.Object("period").Copy(),
        ["pricing"] = item.Object("pricing").Copy(),
        ["quantity"] = item["quantity"].Copy(),
        ["quantity_decimal"] = item.Text("quantity_decimal"),
        ["subscription"] = item.Text("parent.subscription_details.subscription"),
        ["subtotal"] = item["amount"].Copy(),
    });

    /// <summary>A line of a one-time price, as an invoice of Checkout has it.</summary>
    public static JsonObject OfPrice(Work work, JsonObject price, long quantity, long now) => New(new JsonObject
    {
        ["amount"] = price.Amount("unit_amount") * quantity,
        ["currency"] = price.Text("currency"),
        ["description"] = ProductName(work, price),
        ["discountable"] = true,
        ["metadata"] = new JsonObject(),
        ["parent"] = new JsonObject
        {
            ["invoice_item_details"] = new JsonObject { ["invoice_item"] = Ids.New("ii_1"), ["proration"] = false, ["proration_details"] = null, ["subscription"] = null },
            ["type"] = "invoice_item_details",
        },
        ["period"] = new JsonObject { ["end"] = now, ["start"] = now },
        ["pricing"] = Pricing(price),
        ["quantity"] = quantity,
        ["quantity_decimal"] = quantity.ToString(CultureInfo.InvariantCulture),
        ["subtotal"] = price.Amount("unit_amount") * quantity,
    });

    public static JsonObject Pricing(JsonObject price) => new()
    {
        ["price_details"] = new JsonObject { ["price"] = price.Text("id"), ["product"] = price.Text("product") },
        ["type"] = "price_details",
        ["unit_amount_decimal"] = price.Text("unit_amount_decimal"),
    };

    public static string ProductName(Work work, JsonObject price) => work.State.Find(price.Required("product"))?.Body.Text("name") ?? "Product";

    private static JsonObject New(JsonObject given)
    {
        given["id"] = Ids.New("il_1");
        given["taxes"] = new JsonArray();
        given["discount_amounts"] = new JsonArray();
        given["pretax_credit_amounts"] = new JsonArray();
        return ShapeCatalog.Instance.Complete("InvoiceLineItem", given);
    }
}
