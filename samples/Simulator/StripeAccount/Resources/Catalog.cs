using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Products and prices.</summary>
internal static class Catalog
{
    private static readonly string[] ProductFields =
        ["active", "description", "images", "marketing_features", "name", "package_dimensions", "shippable", "statement_descriptor", "tax_code", "tax_details", "unit_label", "url"];

    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/products", CreateProduct)
        .Map("GET", "/v1/products", call => Lists.Page(call, "product", one => call.Is(one, "active") && (!call.Params.Has("ids") || call.Params.Texts("ids").Contains(one.Text("id")))))
        .Map("GET", "/v1/products/search", call => Search.Page(call, "product"))
        .Map("GET", "/v1/products/{id}", call => call.Work.Require("product", call.Id))
        .Map("POST", "/v1/products/{id}", UpdateProduct)
        .Map("DELETE", "/v1/products/{id}", DeleteProduct)
        .Map("POST", "/v1/prices", call => MakePrice(call.Work, call.Params, ""))
        .Map("GET", "/v1/prices", call => Lists.Page(call, "price", one =>
            call.Is(one, "active") && call.Is(one, "currency") && call.Is(one, "product") && call.Is(one, "type")
            && (!call.Params.Has("lookup_keys") || call.Params.Texts("lookup_keys").Contains(one.Text("lookup_key")))
            && (call.Text("recurring.interval") is not { } interval || one.Text("recurring.interval") == interval)))
        .Map("GET", "/v1/prices/search", call => Search.Page(call, "price"))
        .Map("GET", "/v1/prices/{id}", call => call.Work.Require("price", call.Id))
        .Map("POST", "/v1/prices/{id}", UpdatePrice);

    public static JsonObject MakeProduct(Work work, JsonObject asked)
    {
        var given = new JsonObject { ["id"] = Ids.Chosen(asked.Text("id")) ?? Ids.New("prod_", 14), ["created"] = work.Now, ["updated"] = work.Now, ["type"] = asked.Text("type") ?? "service", ["active"] = true };
        given.TakeFrom(asked, ProductFields);
        given.TakeMetadata(asked);
        var product = work.New("product", given);
        work.Emit("product.created", product);
        return product;
    }

    /// <summary>A price from parameters: those of a price, or the <c>price_data</c> of an item.</summary>
    public static JsonObject MakePrice(Work work, JsonObject asked, string path)
    {
        var param = (string name) => path.Length == 0 ? name : $"{path}[{name}]";
        var currency = asked.Text("currency")?.ToLowerInvariant() ?? throw StripeError.MissingParameter(param("currency"));
        var product = asked.Text("product") is { } id
            ? work.Require("product", id, param("product"))
            : asked.Object("product_data") is { } data ? MakeProduct(work, data) : throw StripeError.MissingParameter(param("product"));
        if (product.Flag("deleted"))
            throw StripeError.Missing("product", product.Required("id"), param("product"));
        if (asked.Text("billing_scheme") is "tiered")
            throw StripeError.NotModelled("A tiered price");
        var exact = asked.Text("unit_amount_decimal");
        var amount = asked.Number("unit_amount");
        if (amount is null && exact is not null && decimal.TryParse(exact, CultureInfo.InvariantCulture, out var value) && value == decimal.Truncate(value))
            amount = (long)value;
        if (amount is null && exact is null && asked["custom_unit_amount"] is null)
            throw StripeError.MissingParameter(param("unit_amount"));
        if (amount < 0)
            throw StripeError.Invalid("Invalid non-negative integer", param("unit_amount"), "parameter_invalid_integer");

        var given = new JsonObject
        {
            ["id"] = Ids.New("price_1"),
            ["active"] = asked["active"].Copy() ?? true,
            ["billing_scheme"] = "per_unit",
            ["created"] = work.Now,
            ["currency"] = currency,
            ["product"] = product.Text("id"),
            ["tax_behavior"] = asked.Text("tax_behavior") ?? "unspecified",
            ["type"] = asked["recurring"] is null ? "one_time" : "recurring",
            ["unit_amount"] = amount,
            ["unit_amount_decimal"] = exact ?? amount?.ToString(CultureInfo.InvariantCulture),
        };
        given.TakeFrom(asked, "lookup_key", "nickname");
        given.TakeMetadata(asked);
        if (asked.Object("custom_unit_amount") is { } custom)
            given["custom_unit_amount"] = new JsonObject { ["maximum"] = custom["maximum"].Copy(), ["minimum"] = custom["minimum"].Copy(), ["preset"] = custom["preset"].Copy() };
        if (asked.Object("recurring") is { } recurring)
            given["recurring"] = new JsonObject
            {
                ["interval"] = recurring.Text("interval"),
                ["interval_count"] = recurring.Number("interval_count") ?? 1,
                ["trial_period_days"] = recurring["trial_period_days"].Copy(),
                ["usage_type"] = recurring.Text("usage_type") ?? "licensed",
            };
        var price = work.New("price", given);
        work.Emit("price.created", price);
        return price;
    }

    /// <summary>A recurring price in the clothes of its predecessor, which subscription items still carry.</summary>
    public static JsonObject Plan(JsonObject price) => ShapeCatalog.Instance.New("plan", new JsonObject
    {
        ["id"] = price.Text("id"),
        ["active"] = price["active"].Copy(),
        ["amount"] = price["unit_amount"].Copy(),
        ["amount_decimal"] = price["unit_amount_decimal"].Copy(),
        ["billing_scheme"] = price.Text("billing_scheme"),
        ["created"] = price["created"].Copy(),
        ["currency"] = price.Text("currency"),
        ["interval"] = price.Text("recurring.interval"),
        ["interval_count"] = price.At("recurring.interval_count").Copy(),
        ["nickname"] = price["nickname"].Copy(),
        ["product"] = price.Text("product"),
        ["usage_type"] = "licensed",
    });

    private static JsonObject CreateProduct(ApiCall call)
    {
        var product = MakeProduct(call.Work, call.Params);
        if (call.Params.Object("default_price_data") is { } data)
        {
            var asked = data.Copy()!;
            asked["product"] = product.Text("id");
            product["default_price"] = MakePrice(call.Work, asked, "default_price_data").Text("id");
            call.Work.EmitUpdate("product.updated", product);
        }
        return product;
    }

    private static JsonObject UpdateProduct(ApiCall call)
    {
        var product = call.Work.Require("product", call.Id);
        product.TakeFrom(call.Params, ProductFields);
        product.TakeMetadata(call.Params);
        if (call.Params.Has("default_price"))
            product["default_price"] = call.Text("default_price") is { } price ? call.Work.Require("price", price, "default_price").Text("id") : null;
        product["updated"] = call.Work.Now;
        call.Work.EmitUpdate("product.updated", product);
        return product;
    }

    private static JsonObject DeleteProduct(ApiCall call)
    {
        var product = call.Work.Require("product", call.Id);
        if (call.Work.State.All("price").Any(doc => doc.Body.Text("product") == call.Id))
            throw StripeError.Invalid("This product cannot be deleted because it has one or more user-created prices.");
        call.Work.Emit("product.deleted", product);
        call.Work.Delete(product);
        return new JsonObject { ["id"] = call.Id, ["object"] = "product", ["deleted"] = true };
    }

    private static JsonObject UpdatePrice(ApiCall call)
    {
        var price = call.Work.Require("price", call.Id);
        price.TakeFrom(call.Params, "active", "lookup_key", "nickname", "tax_behavior");
        price.TakeMetadata(call.Params);
        call.Work.EmitUpdate("price.updated", price);
        return price;
    }
}
