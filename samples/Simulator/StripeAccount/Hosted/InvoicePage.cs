using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Hosted;

/// <summary>The hosted page of an invoice, where an open one can be paid, its PDF, and a charge's receipt.</summary>
internal static class InvoicePage
{
    public static void Map(IEndpointRouteBuilder endpoints, AccountGate gate)
    {
        endpoints.MapGet("/invoice/{account}/{id}", (HttpContext context, string id) => ShowAsync(context, gate, id, null, null));
        endpoints.MapPost("/invoice/{account}/{id}", (HttpContext context, string id) => PayAsync(context, gate, id));
        endpoints.MapGet("/invoice/{account}/{id}/pdf", (HttpContext context, string id) => PdfAsync(context, gate, id));
        endpoints.MapGet("/receipts/{id}", (HttpContext context, string id) => ReceiptAsync(context, gate, id));
    }

    /// <summary>A day in UTC, as the account writes it.</summary>
    public static string Day(long unix) => DateTimeOffset.FromUnixTimeSeconds(unix).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static async Task ShowAsync(HttpContext context, AccountGate gate, string id, string? error, IFormCollection? typed)
    {
        var (invoice, failure) = await gate.WorkAsync(context, work =>
        {
            var found = work.Find("invoice", id);
            return (found.Copy(), found is null || found.Text("status") != "open" ? null : Invoices.Intent(work, found).Text("last_payment_error.message"));
        });
        if (invoice is null || invoice["number"] is null)
        {
            await Page.MissingAsync(context);
            return;
        }
        if (error is null && context.Request.Query.ContainsKey("failed"))
            error = failure;
        await Page.WriteAsync(context, $"Invoice {invoice.Text("number")}", Body(invoice, error, typed), error is null ? 200 : 402);
    }

    private static string Body(JsonObject invoice, string? error, IFormCollection? typed)
    {
        var currency = invoice.Required("currency");
        var lines = string.Concat(invoice.Objects("lines").Select(line => $"<tr><td>{Page.E(line.Text("description"))}</td><td class=\"amount\">{Currencies.Format(line.Amount("amount"), currency)}</td></tr>\n"));
        var status = invoice.Text("status");
        var pay = status == "open"
            ? $"""
              <h2>Pay this invoice</h2>
              <form method="post" action="{Page.E(new Uri(invoice.Required("hosted_invoice_url")).AbsolutePath)}" novalidate>
              {PaymentForm.Fields(["card", "us_bank_account"], typed)}
              <label for="billingName">Name of the holder</label>
              <input id="billingName" name="billingName" autocomplete="name" value="{Page.E(typed?["billingName"].FirstOrDefault() ?? invoice.Text("customer_name"))}">
              <button type="submit">Pay {Currencies.Format(invoice.Amount("amount_remaining"), currency)}</button>
              </form>
              """
            : "";
        return $"""
            <h1>Invoice {Page.E(invoice.Text("number"))}</h1>
            {PaymentForm.Error(error)}
            <p>To {Page.E(invoice.Text("customer_name") ?? invoice.Text("customer_email"))}, of {Day(invoice.Number("effective_at") ?? invoice.Amount("created"))}. {(status == "paid" ? "<strong class=\"done\" id=\"status\">Paid</strong>" : $"<strong id=\"status\">{Page.E(status)}</strong>")}</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Table"><table>
            <thead><tr><th scope="col">For</th><th scope="col" class="amount">Amount</th></tr></thead>
            <tbody>
            {lines}</tbody>
            <tfoot><tr><th scope="row">Total</th><td class="amount">{Currencies.Format(invoice.Amount("total"), currency)}</td></tr>
            <tr><th scope="row">Amount due</th><td class="amount">{Currencies.Format(invoice.Amount("amount_remaining"), currency)}</td></tr></tfoot>
            </table></div>
            <p><a href="{Page.E(new Uri(invoice.Required("invoice_pdf")).PathAndQuery)}">Invoice as PDF</a></p>
            {pay}
            """;
    }

    private static async Task PayAsync(HttpContext context, AccountGate gate, string id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string? url;
        try
        {
            url = await gate.WorkAsync(context, work =>
            {
                if (work.Find("invoice", id) is not { } invoice || invoice.Text("status") is not ("open" or "uncollectible"))
                    return null;
                if (work.Find("customer", invoice.Text("customer")) is { } customer && !customer.Flag("deleted"))
                    work.Customer(customer.Text("id"));
                var name = form["billingName"].ToString().Trim();
                var method = PaymentForm.Method(work, form, new JsonObject { ["email"] = invoice.Text("customer_email"), ["name"] = name.Length > 0 ? name : null });
                var intent = Invoices.Intent(work, invoice);
                var page = invoice.Required("hosted_invoice_url");
                var result = Payment.Attempt(work, intent, method, offSession: false, page);
                Payment.Follow(work, intent);
                return result switch
                {
                    PaymentResult.NeedsAction => intent.Text("next_action.redirect_to_url.url"),
                    PaymentResult.Declined => throw StripeError.Card("card_declined", null, intent.Required("last_payment_error.message")),
                    _ => page,
                };
            });
        }
        catch (StripeError error)
        {
            await ShowAsync(context, gate, id, error.Message, form);
            return;
        }
        if (url is null)
            await ShowAsync(context, gate, id, null, form);
        else
            Page.Redirect(context, url);
    }

    private static async Task PdfAsync(HttpContext context, AccountGate gate, string id)
    {
        var invoice = await gate.WorkAsync(context, work => work.Find("invoice", id).Copy());
        if (invoice is null || invoice["number"] is null)
        {
            await Page.MissingAsync(context);
            return;
        }
        context.Response.ContentType = "application/pdf";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"Invoice-{invoice.Text("number")}.pdf\"";
        await context.Response.Body.WriteAsync(InvoicePdf.Render(invoice), context.RequestAborted);
    }

    private static async Task ReceiptAsync(HttpContext context, AccountGate gate, string id)
    {
        var charge = await gate.WorkAsync(context, work => work.Find("charge", id).Copy());
        if (charge is null)
            await Page.MissingAsync(context);
        else
            await Page.WriteAsync(context, "Receipt", $"""
                <h1>Receipt</h1>
                <p>{Currencies.Format(charge.Amount("amount"), charge.Required("currency"))} on {Day(charge.Amount("created"))}{(charge.Text("payment_method_details.card.last4") is { } last4 ? $" by the card ending in {Page.E(last4)}" : "")}.</p>
                {(charge.Amount("amount_refunded") > 0 ? $"<p>Refunded: {Currencies.Format(charge.Amount("amount_refunded"), charge.Required("currency"))}</p>" : "")}
                """);
    }
}
