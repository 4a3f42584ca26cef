using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>What Stripe's own pages ask of the API, and the command-line tool with them. Undocumented, and so only as much as it needs.</summary>
internal static class PaymentPages
{
    public static JsonObject Get(ApiCall call) => Page(call.Work, call.Work.Require("checkout.session", call.Id));

    public static JsonObject Confirm(ApiCall call)
    {
        var (work, session) = (call.Work, call.Work.Require("checkout.session", call.Id));
        var method = call.Text("payment_method") is { } id ? PaymentMethods.Resolve(work, id) : null;
        if (session.Number("amount_total") is { } due && call.Params.Number("expected_amount") is { } expected && due != expected)
            throw StripeError.Invalid($"The expected amount {expected} is not the amount due, {due}.", "expected_amount", "checkout_amount_mismatch");
        var payer = method.Object("billing_details").Copy() ?? [];
        var result = CheckoutCompletion.Pay(work, session, method, payer);
        if (result is PaymentResult.Declined)
        {
            var setup = work.Find("setup_intent", session.Text("setup_intent"));
            var intent = work.Find("payment_intent", work.Hidden(session.Required("id")).Text("payment_intent"));
            var error = setup.Object("last_setup_error") ?? intent.Object("last_payment_error")!;
            throw StripeError.Card(error.Required("code"), error.Text("decline_code"), error.Required("message"), intent is null ? null : new JsonObject { ["payment_intent"] = intent.Copy() });
        }
        return Page(work, session);
    }

    private static JsonObject Page(Work work, JsonObject session)
    {
        var page = session.Copy()!;
        page["id"] = "ppage_" + session.Required("id")["cs_test_".Length..][..24];
        page["object"] = "checkout.session";
        page["session_id"] = session.Text("id");
        page["payment_intent"] = work.Find("payment_intent", work.Hidden(session.Required("id")).Text("payment_intent"))?.Copy();
        page["line_items"] = Lists.Of($"/v1/checkout/sessions/{session.Text("id")}/line_items", work.Hidden(session.Required("id")).Objects("line_items"));
        return page;
    }
}
