using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Hosted;

/// <summary>The hosted page of a Checkout session, and the page on which a card's bank asks its holder.</summary>
internal static class CheckoutPage
{
    public static void Map(IEndpointRouteBuilder endpoints, AccountGate gate)
    {
        endpoints.MapGet("/checkout/pay/{id}", (HttpContext context, string id) => ShowAsync(context, gate, id, null, null));
        endpoints.MapPost("/checkout/pay/{id}", (HttpContext context, string id) => PayAsync(context, gate, id));
        endpoints.MapGet("/checkout/authenticate/{id}", (HttpContext context, string id) => AskAsync(context, gate, id));
        endpoints.MapPost("/checkout/authenticate/{id}", (HttpContext context, string id) => AnsweredAsync(context, gate, id));
    }

    private static async Task ShowAsync(HttpContext context, AccountGate gate, string id, string? error, IFormCollection? typed)
    {
        var (session, items, failure) = await gate.WorkAsync(context, work =>
        {
            var session = work.Find("checkout.session", id);
            if (session is not null && session.Text("status") == "open" && session.Amount("expires_at") <= work.Now)
                CheckoutSessions.Expire(work, session, asked: false);
            return (session.Copy(), session is null ? [] : work.Hidden(id).Objects("line_items").Select(item => item.Copy()!).ToList(), session is null ? null : Failure(work, session));
        });
        if (session is null)
        {
            await Page.MissingAsync(context);
            return;
        }
        if (session.Text("status") == "complete")
        {
            if (session.Text("success_url") is { } done)
                Page.Redirect(context, done.Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal));
            else
                await Page.WriteAsync(context, "Complete", "<h1>Thank you</h1>\n<p>This is complete already. You may close the page.</p>");
            return;
        }
        if (session.Text("status") == "expired")
        {
            await Page.WriteAsync(context, "Expired", $"<h1>This page has expired</h1>\n<p>Nothing was charged. Start again on the site that sent you here.</p>\n{Back(session)}");
            return;
        }
        await Page.WriteAsync(context, "Checkout", Body(session, items, error ?? (context.Request.Query.ContainsKey("failed") ? failure : null), typed), error is null ? 200 : 402);
    }

    private static async Task PayAsync(HttpContext context, AccountGate gate, string id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string? url = null;
        try
        {
            url = await gate.WorkAsync(context, work =>
            {
                var session = work.Find("checkout.session", id);
                if (session is null || session.Text("status") != "open")
                    return null;
                var payer = Payer(form, session);
                if (payer.Text("email") is null && session.Text("customer") is null)
                    throw StripeError.Invalid("Your e-mail address is missing.");
                var needed = session.Amount("amount_total") > 0 || session.Text("mode") == "setup" || session.Text("payment_method_collection") == "always";
                var method = needed ? PaymentForm.Method(work, form, Billing(work, session, payer)) : null;
                return CheckoutCompletion.Pay(work, session, method, payer) switch
                {
                    PaymentResult.NeedsAction => Intent(work, session).Text("next_action.redirect_to_url.url"),
                    PaymentResult.Declined => throw Declined(work, session),
                    _ => (session.Text("success_url") ?? session.Text("return_url") ?? "/").Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal),
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

    private static async Task AskAsync(HttpContext context, AccountGate gate, string id)
    {
        var asks = await gate.WorkAsync(context, work => (work.Find("payment_intent", id) ?? work.Find("setup_intent", id)).Text("status") == "requires_action");
        if (!asks)
        {
            await Page.MissingAsync(context);
            return;
        }
        await Page.WriteAsync(context, "Authentication", """
            <h1>Your bank asks: is it you?</h1>
            <p>This is the 3D Secure page of a test bank. A real one would ask for a code or for a tap in its app.</p>
            <form method="post">
              <button name="outcome" value="complete">Complete authentication</button>
              <button name="outcome" value="fail" class="quiet">Fail authentication</button>
            </form>
            """);
    }

    private static async Task AnsweredAsync(HttpContext context, AccountGate gate, string id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var url = await gate.WorkAsync(context, work =>
        {
            var intent = work.Find("payment_intent", id) ?? work.Find("setup_intent", id);
            if (intent.Text("status") != "requires_action")
                return null;
            var hidden = work.Hidden(id);
            var returns = intent.Text("next_action.redirect_to_url.return_url");
            var result = CheckoutCompletion.Authenticate(work, intent!, form["outcome"] == "complete");
            var session = work.Find("checkout.session", hidden.Text("checkout_session"));
            if (session is not null && session.Text("status") != "complete")
                return $"/checkout/pay/{session.Text("id")}?failed=1";
            if (session.Text("success_url") is { } success)
                return success.Replace("{CHECKOUT_SESSION_ID}", session.Text("id"), StringComparison.Ordinal);
            return result is PaymentResult.Declined && hidden.Text("invoice") is { } && returns is not null ? $"{returns}&failed=1" : returns ?? "/";
        });
        if (url is null)
            await Page.MissingAsync(context);
        else
            Page.Redirect(context, url);
    }

    private static string Body(JsonObject session, List<JsonObject> items, string? error, IFormCollection? typed)
    {
        var currency = session.Text("currency") ?? "usd";
        var (mode, due) = (session.Text("mode"), Currencies.Format(session.Amount("amount_total"), currency));
        var verb = mode switch { "setup" => "Save payment method", "subscription" => session.Amount("amount_total") == 0 ? "Start trial" : $"Subscribe and pay {due}", _ => $"{(session.Text("submit_type") == "donate" ? "Donate" : "Pay")} {due}" };
        var rows = string.Concat(items.Select(item => $"""
            <tr><td>{Page.E(item.Text("description"))}{(item.Text("price.recurring.interval") is { } interval ? $" <span class=\"hint\">each {Page.E(interval)}</span>" : "")}</td><td>{item.Amount("quantity")}</td><td class="amount">{Currencies.Format(item.Amount("amount_subtotal"), currency)}</td></tr>

            """));
        var off = session.Amount("total_details.amount_discount");
        var table = items.Count == 0 ? "" : $"""
            <div class="scroll" tabindex="0" role="group" aria-label="Table"><table>
            <caption>What you pay for</caption>
            <thead><tr><th scope="col">Item</th><th scope="col">Quantity</th><th scope="col" class="amount">Amount</th></tr></thead>
            <tbody>
            {rows}{(off > 0 ? $"<tr><td colspan=\"2\">Discount</td><td class=\"amount\">−{Currencies.Format(off, currency)}</td></tr>" : "")}
            </tbody>
            <tfoot><tr><th scope="row" colspan="2">Total due today</th><td class="amount" id="total">{due}</td></tr></tfoot>
            </table></div>
            """;
        var known = session.Text("customer_details.email") ?? session.Text("customer_email");
        var email = known is null
            ? $"""<label for="email">E-mail</label><input id="email" name="email" type="email" autocomplete="email" required value="{Page.E(typed?["email"])}">"""
            : $"""<p>E-mail: <strong id="known-email">{Page.E(known)}</strong></p>""";
        var needed = session.Amount("amount_total") > 0 || mode == "setup" || session.Text("payment_method_collection") == "always";
        return $"""
            <h1>{(mode switch { "setup" => "Save a payment method", "subscription" => "Subscribe", _ => "Pay" })}</h1>
            {PaymentForm.Error(error)}
            {table}
            <form method="post" action="/checkout/pay/{Page.E(session.Text("id"))}" novalidate>
            {email}
            {(needed ? PaymentForm.Fields([.. session.Texts("payment_method_types")], typed) : "")}
            <label for="billingName">Name of the holder</label>
            <input id="billingName" name="billingName" autocomplete="name" value="{Page.E(typed?["billingName"].FirstOrDefault() ?? session.Text("customer_details.name"))}">
            <button type="submit" class="SubmitButton">{Page.E(verb)}</button>
            </form>
            {Back(session)}
            """;
    }

    private static string Back(JsonObject session) => session.Text("cancel_url") is { } url ? $"""<p><a href="{Page.E(url.Replace("{CHECKOUT_SESSION_ID}", session.Text("id"), StringComparison.Ordinal))}" id="cancel">Back without paying</a></p>""" : "";

    private static JsonObject Payer(IFormCollection form, JsonObject session)
    {
        var email = form["email"].ToString().Trim();
        var name = form["billingName"].ToString().Trim();
        return new JsonObject
        {
            ["email"] = email.Length > 0 ? email : session.Text("customer_email"),
            ["name"] = name.Length > 0 ? name : null,
            ["address"] = new JsonObject { ["city"] = null, ["country"] = "US", ["line1"] = null, ["line2"] = null, ["postal_code"] = null, ["state"] = null },
        };
    }

    private static JsonObject Billing(Work work, JsonObject session, JsonObject payer) => new()
    {
        ["address"] = payer["address"].Copy(),
        ["email"] = payer.Text("email") ?? work.Find("customer", session.Text("customer")).Text("email"),
        ["name"] = payer.Text("name"),
    };

    private static JsonObject? Intent(Work work, JsonObject session) =>
        work.Find("setup_intent", session.Text("setup_intent")) ?? work.Find("payment_intent", work.Hidden(session.Required("id")).Text("payment_intent"));

    private static StripeError Declined(Work work, JsonObject session) =>
        StripeError.Card("card_declined", null, Failure(work, session) ?? "Your card was declined.");

    private static string? Failure(Work work, JsonObject session) =>
        Intent(work, session) is { } intent ? intent.Text("last_payment_error.message") ?? intent.Text("last_setup_error.message") : null;
}
