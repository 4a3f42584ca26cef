using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

internal static partial class Customers
{
    private static readonly string[] Plain =
        ["address", "balance", "description", "email", "name", "phone", "preferred_locales", "shipping", "tax_exempt", "business_name", "individual_name", "next_invoice_sequence", "invoice_prefix"];

    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/customers", Create, "coupon")
        .Map("GET", "/v1/customers", call => Lists.Page(call, "customer", one => call.Is(one, "email") && call.Is(one, "test_clock")))
        .Map("GET", "/v1/customers/search", call => Search.Page(call, "customer"))
        .Map("GET", "/v1/customers/{id}", call => Deleted(call.Work.Require("customer", call.Id)))
        .Map("POST", "/v1/customers/{id}", Update, "coupon")
        .Map("DELETE", "/v1/customers/{id}", Delete)
        .Map("DELETE", "/v1/customers/{id}/discount", RemoveDiscount)
        .Map("GET", "/v1/customers/{id}/payment_methods", call => PaymentMethods.List(call, call.Work.Customer(call.Id, "id").Required("id")))
        .Map("GET", "/v1/customers/{id}/payment_methods/{pm}", call => PaymentMethods.OfCustomer(call.Work, call.Segments[1], call.Id))
        .Map("GET", "/v1/customers/{id}/tax_ids", call => Lists.Of(call.Path, []))
        .MapUnstated("GET", "/v1/customers/{id}/subscriptions", call =>
            Lists.Page(call, "subscription", one => one.Text("customer") == call.Id && one.Text("status") is not ("canceled" or "incomplete_expired")));

    /// <summary>A customer of that e-mail, name and address, as Checkout makes one.</summary>
    public static JsonObject Make(Work work, JsonObject given)
    {
        var id = Ids.Customer();
        given["id"] = id;
        given["created"] = work.Now;
        given["invoice_prefix"] ??= Ids.New("", 8).ToUpperInvariant();
        given["next_invoice_sequence"] ??= 1;
        given["delinquent"] ??= false;
        given["tax_exempt"] ??= "none";
        given["preferred_locales"] ??= new JsonArray();
        return work.New("customer", given);
    }

    /// <exception cref="StripeError">The address is none.</exception>
    public static void RefuseEmail(JsonObject asked, string parameter)
    {
        if (asked.Text(parameter) is { Length: > 0 } email && !Email().IsMatch(email))
            throw StripeError.Invalid($"Invalid email address: {email}", parameter, "email_invalid");
    }

    private static JsonObject Create(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        RefuseEmail(asked, "email");
        if (asked.Text("test_clock") is { } clock)
            work.Now = work.Require("test_helpers.test_clock", clock, "test_clock").Amount("frozen_time");
        var given = new JsonObject();
        given.TakeFrom(asked, Plain);
        given.TakeFrom(asked, "test_clock");
        given.TakeMetadata(asked);
        if (given["preferred_locales"] is null)
            given.Remove("preferred_locales");
        var customer = Make(work, given);
        if (asked.Text("payment_method") is { } method)
            PaymentMethods.Attach(work, PaymentMethods.Resolve(work, method), customer, tell: false);
        ApplyInvoiceSettings(work, customer, asked);
        ApplyCoupon(work, customer, asked);
        Sources.ApplyDefault(work, customer, asked);
        work.Emit("customer.created", customer);
        return customer;
    }

    private static JsonObject Update(ApiCall call)
    {
        var (work, asked) = (call.Work, call.Params);
        RefuseEmail(asked, "email");
        var customer = work.Customer(call.Id, "id");
        customer.TakeFrom(asked, Plain);
        customer.TakeMetadata(asked);
        ApplyInvoiceSettings(work, customer, asked);
        ApplyCoupon(work, customer, asked);
        Sources.ApplyDefault(work, customer, asked);
        work.EmitUpdate("customer.updated", customer);
        return customer;
    }

    private static JsonObject Delete(ApiCall call)
    {
        var work = call.Work;
        var customer = work.Customer(call.Id, "id");
        foreach (var subscription in work.All("subscription", one => one.Text("customer") == call.Id && Subscriptions.IsLive(one)))
            Subscriptions.Cancel(work, subscription, "cancellation_requested");
        foreach (var method in work.All("payment_method", one => one.Text("customer") == call.Id))
            method["customer"] = null;
        work.Emit("customer.deleted", customer);
        customer["deleted"] = true;
        return Deleted(customer);
    }

    /// <summary>A deleted customer shows that it is one, and no more.</summary>
    private static JsonObject Deleted(JsonObject customer) =>
        customer.Flag("deleted") ? new JsonObject { ["id"] = customer.Text("id"), ["object"] = "customer", ["deleted"] = true } : customer;

    private static JsonObject RemoveDiscount(ApiCall call)
    {
        var customer = call.Work.Customer(call.Id, "id");
        if (customer.Object("discount") is not { } discount)
            throw StripeError.Invalid("No active discount for customer: " + call.Id, code: "resource_missing", status: 404);
        var removed = discount.Copy()!;
        customer["discount"] = null;
        call.Work.Emit("customer.discount.deleted", removed);
        removed["deleted"] = true;
        return removed;
    }

    private static void ApplyInvoiceSettings(Work work, JsonObject customer, JsonObject asked)
    {
        if (asked.Object("invoice_settings") is not { } settings)
            return;
        var kept = customer.Object("invoice_settings")!;
        kept.TakeFrom(settings, "custom_fields", "footer", "rendering_options");
        if (!settings.Has("default_payment_method"))
            return;
        if (settings.Text("default_payment_method") is not { } id)
        {
            kept["default_payment_method"] = null;
            return;
        }
        var method = id.StartsWith("pm_card_", StringComparison.Ordinal)
            ? work.All("payment_method", one => one.Text("customer") == customer.Text("id")).LastOrDefault()
            : work.Find("payment_method", id);
        if (method is null || method.Text("customer") != customer.Text("id"))
            throw StripeError.Invalid($"No such PaymentMethod: '{id}'; The customer does not have a payment method with the ID {id}. The payment method must be attached to the customer.", "invoice_settings[default_payment_method]", "resource_missing");
        kept["default_payment_method"] = method.Text("id");
    }

    private static void ApplyCoupon(Work work, JsonObject customer, JsonObject asked)
    {
        if (asked.Text("coupon") is not { Length: > 0 } coupon)
            return;
        var had = customer["discount"] is not null;
        var discount = Coupons.Discount(work, coupon, customer: customer.Text("id"), param: "coupon");
        customer["discount"] = discount.Copy();
        work.Emit(had ? "customer.discount.updated" : "customer.discount.created", discount);
    }

    [GeneratedRegex(@"^[^\s@<>]{1,64}@[^\s@<>.]+(\.[^\s@<>.]+)+$")]
    private static partial Regex Email();
}
