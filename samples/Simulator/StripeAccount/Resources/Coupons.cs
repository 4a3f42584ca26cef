using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Coupons, promotion codes and the discounts made of them; tax rates stand here too, as things that change a price.</summary>
internal static class Coupons
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/coupons", Create)
        .Map("GET", "/v1/coupons", call => Lists.Page(call, "coupon"))
        .Map("GET", "/v1/coupons/{id}", call => call.Work.Require("coupon", call.Id))
        .Map("POST", "/v1/coupons/{id}", call => Update(call, "coupon", "name"))
        .Map("DELETE", "/v1/coupons/{id}", Delete)
        .Map("POST", "/v1/promotion_codes", CreatePromotion, "coupon")
        .Map("GET", "/v1/promotion_codes", call => Lists.Page(call, "promotion_code", one => call.Is(one, "code") && call.Is(one, "active")))
        .Map("GET", "/v1/promotion_codes/{id}", call => call.Work.Require("promotion_code", call.Id))
        .Map("POST", "/v1/promotion_codes/{id}", call => Update(call, "promotion_code", "active"))
        .Map("POST", "/v1/tax_rates", CreateTaxRate)
        .Map("GET", "/v1/tax_rates", call => Lists.Page(call, "tax_rate", one => call.Is(one, "active")))
        .Map("GET", "/v1/tax_rates/{id}", call => call.Work.Require("tax_rate", call.Id))
        .Map("POST", "/v1/tax_rates/{id}", call => Update(call, "tax_rate", "active", "country", "description", "display_name", "jurisdiction", "state"));

    /// <summary>A discount by that coupon, recorded in the account so that its id can be expanded.</summary>
    public static JsonObject Discount(Work work, string couponId, string? customer = null, string? subscription = null, string? promotionCode = null, string param = "coupon")
    {
        var coupon = work.Require("coupon", couponId, param);
        if (!coupon.Flag("valid"))
            throw StripeError.Invalid($"Coupon {couponId} is not valid.", param, "coupon_expired");
        coupon["times_redeemed"] = coupon.Amount("times_redeemed") + 1;
        if (coupon.Number("max_redemptions") is { } most && coupon.Amount("times_redeemed") >= most)
            coupon["valid"] = false;
        var months = coupon.Number("duration_in_months");
        return work.New("discount", new JsonObject
        {
            ["id"] = Ids.New("di_1"),
            ["customer"] = customer,
            ["subscription"] = subscription,
            ["promotion_code"] = promotionCode,
            ["source"] = new JsonObject { ["coupon"] = couponId, ["type"] = "coupon" },
            ["start"] = work.Now,
            ["end"] = months is { } length ? DateTimeOffset.FromUnixTimeSeconds(work.Now).AddMonths((int)length).ToUnixTimeSeconds() : null,
        });
    }

    /// <summary>The discounts that a <c>discounts[]</c> parameter asks for.</summary>
    public static List<JsonObject> Asked(Work work, JsonObject parameters, string? customer, string? subscription)
    {
        var discounts = new List<JsonObject>();
        var index = 0;
        foreach (var asked in parameters.Objects("discounts"))
        {
            var param = $"discounts[{index++}]";
            if (asked.Text("coupon") is { } coupon)
                discounts.Add(Discount(work, coupon, customer, subscription, param: $"{param}[coupon]"));
            else if (asked.Text("promotion_code") is { } code)
                discounts.Add(Discount(work, work.Require("promotion_code", code, $"{param}[promotion_code]").Required("promotion.coupon"), customer, subscription, code, param));
            else if (asked.Text("discount") is { } known)
                discounts.Add(work.Require("discount", known, $"{param}[discount]"));
        }
        return discounts;
    }

    /// <summary>What a discount takes off an amount.</summary>
    public static long Off(Work work, JsonObject discount, long amount)
    {
        var coupon = work.State.Find(discount.Required("source.coupon"))?.Body;
        if (coupon is null)
            return 0;
        var off = coupon.Number("amount_off") ?? Share(amount, coupon.Text("percent_off"));
        return Math.Min(off, Math.Max(amount, 0));
    }

    private static long Share(long amount, string? percent) =>
        decimal.TryParse(percent, System.Globalization.CultureInfo.InvariantCulture, out var share) ? Currencies.Share(amount, (long)(share * 10_000), 1_000_000) : 0;

    private static JsonObject Create(ApiCall call)
    {
        var asked = call.Params;
        if (asked["percent_off"] is null == asked["amount_off"] is null)
            throw StripeError.Invalid("You must pass exactly one of percent_off or amount_off.", "percent_off");
        if (asked["amount_off"] is not null && asked.Text("currency") is null)
            throw StripeError.MissingParameter("currency");
        var given = new JsonObject { ["id"] = Ids.Chosen(asked.Text("id")) ?? Ids.New("", 8), ["created"] = call.Work.Now, ["duration"] = asked.Text("duration") ?? "once", ["valid"] = true };
        given.TakeFrom(asked, "amount_off", "currency", "duration_in_months", "max_redemptions", "name", "percent_off", "redeem_by");
        given.TakeMetadata(asked);
        if (asked.Object("applies_to") is { } products)
            given["applies_to"] = products.Copy();
        var coupon = call.Work.New("coupon", given);
        call.Work.Emit("coupon.created", coupon);
        return coupon;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var coupon = call.Work.Require("coupon", call.Id);
        call.Work.Emit("coupon.deleted", coupon);
        call.Work.Delete(coupon);
        return new JsonObject { ["id"] = call.Id, ["object"] = "coupon", ["deleted"] = true };
    }

    private static JsonObject CreatePromotion(ApiCall call)
    {
        var coupon = call.Text("promotion.coupon") ?? call.Text("coupon") ?? throw StripeError.MissingParameter("promotion[coupon]");
        call.Work.Require("coupon", coupon, "promotion[coupon]");
        var given = new JsonObject
        {
            ["id"] = Ids.New("promo_1"),
            ["active"] = call.Params["active"].Copy() ?? true,
            ["code"] = call.Text("code") ?? Ids.New("", 8).ToUpperInvariant(),
            ["created"] = call.Work.Now,
            ["promotion"] = new JsonObject { ["coupon"] = coupon, ["type"] = "coupon" },
        };
        given.TakeFrom(call.Params, "customer", "expires_at", "max_redemptions");
        given.TakeMetadata(call.Params);
        var code = call.Work.New("promotion_code", given);
        call.Work.Emit("promotion_code.created", code);
        return code;
    }

    private static JsonObject CreateTaxRate(ApiCall call)
    {
        var given = new JsonObject { ["id"] = Ids.New("txr_1"), ["created"] = call.Work.Now, ["active"] = true, ["rate_type"] = "percentage" };
        given.TakeFrom(call.Params, "active", "country", "description", "display_name", "inclusive", "jurisdiction", "percentage", "state");
        given["effective_percentage"] = call.Params["percentage"].Copy();
        given.TakeMetadata(call.Params);
        var rate = call.Work.New("tax_rate", given);
        call.Work.Emit("tax_rate.created", rate);
        return rate;
    }

    private static JsonObject Update(ApiCall call, string kind, params string[] fields)
    {
        var body = call.Work.Require(kind, call.Id);
        body.TakeFrom(call.Params, fields);
        body.TakeMetadata(call.Params);
        call.Work.EmitUpdate($"{kind}.updated", body);
        return body;
    }
}
