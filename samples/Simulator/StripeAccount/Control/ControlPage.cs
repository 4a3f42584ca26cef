using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Hosted;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Webhooks;

namespace Simulator.StripeAccount.Control;

/// <summary>What is in the account, for people, with the control API's more frequent acts as buttons.</summary>
internal static class ControlPage
{
    private const int Shown = 50;

    public static async Task ShowAsync(HttpContext context, AccountGate gate, SimulatorClock clock)
    {
        var body = await gate.WorkAsync(context, work => Body(work, clock.GetUtcNow()));
        await Page.WriteAsync(context, "The Stripe account", body);
    }

    private static string Body(Work work, DateTimeOffset now)
    {
        var held = work.State.Find(AccountState.Control)?.Hidden.Flag("held") == true;
        return $"""
            <p><a href="/">The whole simulator</a></p>
            <h1>The Stripe account</h1>
            <p>Its clock says <strong>{now.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture)} UTC</strong>. Deliveries are {(held ? "<strong>held</strong>" : "sent as they come")}.</p>
            {Form("clock/advance", "Advance a day", ("days", "1"))}{Form("clock/advance", "Advance a month", ("days", "31"))}{Form("clock/advance", "Advance a year", ("days", "366"))}
            {(held ? Form("deliveries/release", "Release what is held") : Form("deliveries/hold", "Hold deliveries"))}
            <h2>Customers</h2>
            {Table(work, "customer", ["Id", "Name", "E-mail", "Next charges"], one =>
                [Code(one), Page.E(one.Text("name")), Page.E(one.Text("email")), Declines(work, one)])}
            <h2>Subscriptions</h2>
            {Table(work, "subscription", ["Id", "Customer", "Status", "Period ends", ""], one =>
                [Code(one), Page.E(one.Text("customer")), Page.E(one.Text("status")) + (one["cancel_at"] is null ? "" : " (ends then)"), Date(Resources.Subscriptions.PeriodEnd(one)), ""])}
            <h2>Invoices</h2>
            {Table(work, "invoice", ["Number", "Customer", "Status", "Due", "Paid"], one =>
                [one.Text("hosted_invoice_url") is { } url ? $"<a href=\"{Page.E(new Uri(url).PathAndQuery)}\">{Page.E(one.Text("number"))}</a>" : "draft", Page.E(one.Text("customer")), Page.E(one.Text("status")),
                 Money(one, "amount_due"), Money(one, "amount_paid")])}
            <h2>Charges</h2>
            {Table(work, "charge", ["Id", "Amount", "Status", "Refunded", ""], one =>
                [Code(one), Money(one, "amount"), Page.E(one.Text("failure_code") ?? one.Text("status")) + (one.Flag("disputed") ? ", disputed" : ""), Money(one, "amount_refunded"),
                 one.Text("status") == "succeeded" && !one.Flag("refunded") ? Form($"charges/{one.Text("id")}/refund", "Refund") + (one.Flag("disputed") ? "" : Form($"charges/{one.Text("id")}/dispute", "Dispute")) : ""])}
            <h2>Checkout sessions</h2>
            {Table(work, "checkout.session", ["Id", "Mode", "Status", "Paid"], one =>
                [one.Text("url") is { } url ? $"<a href=\"{Page.E(new Uri(url).PathAndQuery)}\">{Page.E(one.Text("id")![..20])}…</a>" : $"<code>{Page.E(one.Text("id")![..20])}…</code>", Page.E(one.Text("mode")), Page.E(one.Text("status")), Page.E(one.Text("payment_status"))])}
            <h2>Deliveries</h2>
            {Table(work, Delivery.Kind, ["Event", "Type", "Status", "Tries", "Last answer", ""], one =>
                [$"<code>{Page.E(one.Text("event"))}</code>", Page.E(one.Text("type")) + (one.Flag("duplicate") ? " (duplicate)" : ""), Page.E(one.Text("status")), one.Amount("attempts").ToString(CultureInfo.InvariantCulture),
                 Page.E(one.Text("last_status") ?? one.Text("last_error")),
                 Form($"deliveries/{one.Text("id")}/send", "Send") + Form($"deliveries/{one.Text("id")}/duplicate", "Duplicate") + (one.Text("status") == "delivered" ? "" : Form($"deliveries/{one.Text("id")}/drop", "Drop"))])}
            """;
    }

    private static string Table(Work work, string kind, string[] heads, Func<JsonObject, string[]> cells)
    {
        var newest = work.State.NewestFirst(kind).Take(Shown).Select(doc => doc.Body).ToList();
        if (newest.Count == 0)
            return "<p>None.</p>";
        var head = string.Concat(heads.Select(text => text.Length == 0 ? "<td></td>" : $"<th scope=\"col\">{Page.E(text)}</th>"));
        var rows = string.Concat(newest.Select(one => $"<tr>{string.Concat(cells(one).Select(cell => $"<td>{cell}</td>"))}</tr>\n"));
        return $"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>";
    }

    private static string Declines(Work work, JsonObject customer) =>
        work.State.Find(customer.Required("id"))!.Hidden.Text("decline") is { } code
            ? $"fail ({Page.E(code)}) {Form($"customers/{customer.Text("id")}/decline", "Let succeed")}"
            : Form($"customers/{customer.Text("id")}/decline", "Let fail", ("code", "card_declined"));

    private static string Form(string path, string label, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var hidden = "";
        foreach (var (name, value) in fields)
            hidden += $"<input type=\"hidden\" name=\"{Page.E(name)}\" value=\"{Page.E(value)}\">";
        return $"<form class=\"inline\" method=\"post\" action=\"{ControlApi.Prefix}/{Page.E(path)}\">{(hidden.Length == 0 ? "<input type=\"hidden\" name=\"from\" value=\"page\">" : hidden)}<button class=\"quiet\">{Page.E(label)}</button></form>";
    }

    private static string Code(JsonObject one) => $"<code>{Page.E(one.Text("id"))}</code>";

    private static string Date(long unix) => DateTimeOffset.FromUnixTimeSeconds(unix).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    private static string Money(JsonObject one, string field) => Page.E(Currencies.Format(one.Amount(field), one.Text("currency") ?? "usd"));
}
