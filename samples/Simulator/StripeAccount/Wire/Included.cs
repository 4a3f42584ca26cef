using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>Fields that stand in an answer only when they are asked for by <c>expand[]</c>.</summary>
internal static class Included
{
    public static readonly Dictionary<(string Kind, string Field), Func<Work, JsonObject, JsonNode?>> Lists = new()
    {
        [("customer", "subscriptions")] = (work, customer) => Of(work, "subscription", "customer", customer, $"/v1/customers/{customer.Text("id")}/subscriptions",
            one => one.Text("status") is not ("canceled" or "incomplete_expired")),
        [("customer", "sources")] = (work, customer) => Of(work, "card", "customer", customer, $"/v1/customers/{customer.Text("id")}/sources"),
        [("customer", "tax_ids")] = (_, customer) => Wire.Lists.Of($"/v1/customers/{customer.Text("id")}/tax_ids", []),
        [("invoice", "payments")] = (work, invoice) => Of(work, "invoice_payment", "invoice", invoice, "/v1/invoice_payments"),
        [("charge", "refunds")] = (work, charge) => Of(work, "refund", "charge", charge, $"/v1/charges/{charge.Text("id")}/refunds"),
        [("checkout.session", "line_items")] = (work, session) =>
            Wire.Lists.Of($"/v1/checkout/sessions/{session.Text("id")}/line_items", work.Hidden(session.Required("id")).Objects("line_items")),
        [("invoice", "confirmation_secret")] = (work, invoice) => work.State.All("invoice_payment").Select(doc => doc.Body)
            .LastOrDefault(payment => payment.Text("invoice") == invoice.Text("id") && payment.Text("status") == "open") is { } open
            && work.State.Find(open.Text("payment.payment_intent") ?? "") is { } intent
                ? new JsonObject { ["client_secret"] = intent.Body.Text("client_secret"), ["type"] = "payment_intent" }
                : null,
    };

    private static JsonObject Of(Work work, string kind, string reference, JsonObject owner, string url, Func<JsonObject, bool>? where = null) =>
        Wire.Lists.Of(url, work.State.NewestFirst(kind).Select(doc => doc.Body)
            .Where(body => body.Text(reference) == owner.Text("id") && (where is null || where(body))));
}
