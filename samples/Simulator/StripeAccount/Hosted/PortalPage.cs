using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Hosted;

/// <summary>
/// The billing portal: a payer's subscriptions, payment method and invoices. As there, it cancels by <c>cancel_at</c>, not by the boolean,
/// and a new card becomes the customer's default, which a subscription with a method of its own does not look at.
/// </summary>
internal static class PortalPage
{
    public static void Map(IEndpointRouteBuilder endpoints, AccountGate gate)
    {
        endpoints.MapGet("/p/session/{token}", (HttpContext context, string token) => ShowAsync(context, gate, token, null, null));
        endpoints.MapPost("/p/session/{token}/{act}", (HttpContext context, string token, string act) => ActAsync(context, gate, token, act));
    }

    private static async Task ShowAsync(HttpContext context, AccountGate gate, string token, string? error, IFormCollection? typed)
    {
        var body = await gate.WorkAsync(context, work => Session(work, token) is { } session ? Body(work, session, token, error, typed) : null);
        if (body is null)
            await Page.MissingAsync(context);
        else
            await Page.WriteAsync(context, "Billing", body, error is null ? 200 : 402);
    }

    private static async Task ActAsync(HttpContext context, AccountGate gate, string token, string act)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string? url;
        try
        {
            url = await gate.WorkAsync(context, work =>
            {
                if (Session(work, token) is not { } session)
                    return null;
                Act(work, work.Customer(session.Text("customer")), act, form);
                return session.Text("flow.after_completion.type") == "redirect" ? session.Text("flow.after_completion.redirect.return_url") : $"/p/session/{token}";
            });
        }
        catch (StripeError error)
        {
            await ShowAsync(context, gate, token, error.Message, form);
            return;
        }
        if (url is null)
            await Page.MissingAsync(context);
        else
            Page.Redirect(context, url);
    }

    private static void Act(Work work, JsonObject customer, string act, IFormCollection form)
    {
        var id = form["subscription"].ToString();
        var subscription = work.Find("subscription", id);
        if (act != "payment_method" && subscription.Text("customer") != customer.Text("id"))
            throw StripeError.Missing("subscription", id, "subscription");
        switch (act)
        {
            case "payment_method":
                var method = PaymentForm.Method(work, form, new JsonObject { ["email"] = customer.Text("email"), ["name"] = customer.Text("name") });
                if (PaymentMethods.CardOf(work, method)?.Authentication is Authentication.Always or Authentication.UnlessSetUp)
                    work.Hidden(method.Required("id"))["authenticated"] = true;
                PaymentMethods.Attach(work, method, customer, tell: true);
                customer.Object("invoice_settings")!["default_payment_method"] = method.Text("id");
                work.EmitUpdate("customer.updated", customer);
                break;
            case "cancel":
                SubscriptionChanges.Update(work, subscription!, new JsonObject { ["cancel_at"] = Subscriptions.PeriodEnd(subscription!) });
                break;
            case "renew":
                SubscriptionChanges.Update(work, subscription!, new JsonObject { [subscription.Flag("cancel_at_period_end") ? "cancel_at_period_end" : "cancel_at"] = subscription.Flag("cancel_at_period_end") ? "false" : null });
                break;
            default:
                throw StripeError.NotModelled($"The portal's {act}");
        }
    }

    private static JsonObject? Session(Work work, string token) =>
        work.State.All("billing_portal.session").FirstOrDefault(doc => doc.Hidden.Text("token") == token)?.Body;

    private static string Body(Work work, JsonObject session, string token, string? error, IFormCollection? typed)
    {
        var customer = work.Require("customer", session.Text("customer"));
        var flow = session.Text("flow.type");
        var back = session.Text("return_url") is { } url ? $"<p><a href=\"{Page.E(url)}\" id=\"return\">Back to {Page.E(work.Options.AccountName)}</a></p>" : "";
        var method = work.Find("payment_method", customer.Text("invoice_settings.default_payment_method"));
        var card = method is null ? "<p>No payment method is saved as the default.</p>" : $"<p>Default: {Page.E(method.Text("card.brand") ?? "bank account")} ending in {Page.E(method.Text("card.last4") ?? method.Text("us_bank_account.last4"))}</p>";
        var subscriptions = work.All("subscription", one => one.Text("customer") == customer.Text("id") && Subscriptions.IsLive(one))
            .Where(one => flow != "subscription_cancel" || one.Text("id") == session.Text("flow.subscription_cancel.subscription"))
            .Select(one => Subscription(work, one, token));
        var update = $"""
            <h2>Payment method</h2>
            {card}
            <form method="post" action="/p/session/{Page.E(token)}/payment_method" novalidate>
            {PaymentForm.Fields(["card"], typed)}
            <button type="submit">Save card</button>
            </form>
            """;
        var invoices = string.Concat(work.State.NewestFirst("invoice").Select(doc => doc.Body).Where(one => one.Text("customer") == customer.Text("id") && one["number"] is not null)
            .Select(one => $"<tr><td><a href=\"{Page.E(new Uri(one.Required("hosted_invoice_url")).PathAndQuery)}\">{Page.E(one.Text("number"))}</a></td><td>{InvoicePage.Day(one.Amount("created"))}</td><td>{Page.E(one.Text("status"))}</td><td class=\"amount\">{Currencies.Format(one.Amount("total"), one.Required("currency"))}</td></tr>\n"));
        var rest = flow switch
        {
            "payment_method_update" => update,
            "subscription_cancel" => $"<h2>Cancel</h2>\n{string.Concat(subscriptions)}",
            _ => $"<h2>Subscriptions</h2>\n{string.Concat(subscriptions)}\n{update}\n<h2>Invoices</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><thead><tr><th scope=\"col\">Number</th><th scope=\"col\">Date</th><th scope=\"col\">Status</th><th scope=\"col\" class=\"amount\">Total</th></tr></thead><tbody>\n{invoices}</tbody></table></div>",
        };
        return $"<h1>Billing of {Page.E(customer.Text("name") ?? customer.Text("email"))}</h1>\n{PaymentForm.Error(error)}\n{back}\n{rest}";
    }

    private static string Subscription(Work work, JsonObject one, string token)
    {
        var ends = one["cancel_at"] is not null;
        var names = string.Join(", ", one.Objects("items").Select(item => Billing.InvoiceLines.ProductName(work, item.Object("price")!)));
        var day = InvoicePage.Day(one.Number("cancel_at") ?? Subscriptions.PeriodEnd(one));
        return $"""
            <p><strong>{Page.E(names)}</strong>: {Page.E(one.Text("status"))}, {(ends ? "ends on" : "renews on")} {day}</p>
            <form method="post" action="/p/session/{Page.E(token)}/{(ends ? "renew" : "cancel")}"><input type="hidden" name="subscription" value="{Page.E(one.Text("id"))}"><button class="quiet">{(ends ? "Don't cancel" : "Cancel subscription")}</button></form>
            """;
    }
}
