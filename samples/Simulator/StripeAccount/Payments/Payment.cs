using System.Text.Json.Nodes;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Payments;

/// <summary>Paying an intent: what the card or bank says, the charge that comes of it, and those who wait for the outcome.</summary>
internal static class Payment
{
    /// <summary>Tries to pay; the intent then shows the outcome. A card that has to be authenticated fails off session.</summary>
    public static PaymentResult Attempt(Work work, JsonObject intent, JsonObject method, bool offSession, string? returnUrl = null, bool authenticated = false)
    {
        if (intent.Text("customer") is { } customer && method.Text("customer") is { } owner && owner != customer)
            throw StripeError.Invalid($"The PaymentMethod {method.Text("id")} belongs to another customer.", "payment_method");
        intent["payment_method"] = method.Text("id");
        var before = intent.Copy()!;
        if (method.Text("type") is not "card")
            return BeginBankDebit(work, intent, method);

        var card = PaymentMethods.CardOf(work, method);
        var decline = Ordered(work, intent) ?? card?.Decline;
        var asks = card?.Authentication is Authentication.Always
            || (card?.Authentication is Authentication.UnlessSetUp && !work.Hidden(method.Required("id")).Flag("authenticated"));
        if (asks && !authenticated)
        {
            if (offSession)
                return Decline(work, intent, method, Payments.Decline.Of("authentication_required"));
            intent["status"] = "requires_action";
            intent["next_action"] = new JsonObject
            {
                ["redirect_to_url"] = new JsonObject { ["return_url"] = returnUrl, ["url"] = $"{work.Address}checkout/authenticate/{intent.Text("id")}" },
                ["type"] = "redirect_to_url",
            };
            work.Emit("payment_intent.requires_action", intent);
            _ = before;
            return PaymentResult.NeedsAction;
        }
        intent["next_action"] = null;
        if (authenticated)
            work.Hidden(method.Required("id"))["authenticated"] = true;
        if (decline is not null)
            return Decline(work, intent, method, decline);

        var manual = intent.Text("capture_method") == "manual";
        var charge = Charges.Make(work, intent, method, "succeeded", captured: !manual);
        intent["latest_charge"] = charge.Text("id");
        intent["last_payment_error"] = null;
        AttachForLater(work, intent, method);
        if (manual)
        {
            intent["status"] = "requires_capture";
            intent["amount_capturable"] = intent.Amount("amount");
            work.Emit("charge.succeeded", charge);
            work.Emit("payment_intent.amount_capturable_updated", intent);
            return PaymentResult.Authorised;
        }
        intent["status"] = "succeeded";
        intent["amount_received"] = intent.Amount("amount");
        work.Emit("charge.succeeded", charge);
        work.Emit("payment_intent.succeeded", intent);
        if (card?.Dispute is { } reason)
            Disputes.Open(work, charge, reason, card.DisputeIsInquiry);
        return PaymentResult.Succeeded;
    }

    public static void Capture(Work work, JsonObject intent, long amount)
    {
        var charge = work.Require("charge", intent.Text("latest_charge"));
        charge["captured"] = true;
        charge["amount_captured"] = amount;
        charge["balance_transaction"] = BalanceTransactions.Make(work, "charge", amount, charge.Text("currency")!, charge.Required("id")).Text("id");
        intent["status"] = "succeeded";
        intent["amount_received"] = amount;
        intent["amount_capturable"] = 0;
        work.Emit("charge.captured", charge);
        work.Emit("payment_intent.succeeded", intent);
    }

    /// <summary>Ends a bank debit that is under way.</summary>
    public static void SettleBankDebit(Work work, JsonObject intent, bool paid)
    {
        var charge = work.Require("charge", intent.Text("latest_charge"));
        work.Hidden(intent.Required("id")).Remove("settles_at");
        if (paid)
        {
            charge["status"] = "succeeded";
            charge["paid"] = true;
            charge["balance_transaction"] = BalanceTransactions.Make(work, "charge", charge.Amount("amount"), charge.Text("currency")!, charge.Required("id")).Text("id");
            intent["status"] = "succeeded";
            intent["amount_received"] = intent.Amount("amount");
            work.Emit("charge.succeeded", charge);
            work.Emit("payment_intent.succeeded", intent);
        }
        else
        {
            const string message = "The customer's bank account could not be debited.";
            charge["status"] = "failed";
            charge["failure_code"] = "account_closed";
            charge["failure_message"] = message;
            intent["status"] = "requires_payment_method";
            intent["last_payment_error"] = new JsonObject
            {
                ["charge"] = charge.Text("id"),
                ["code"] = "payment_method_bank_account_blocked",
                ["doc_url"] = "https://stripe.com/docs/error-codes/payment-method-bank-account-blocked",
                ["message"] = message,
                ["payment_method"] = work.Find("payment_method", intent.Text("payment_method")).Copy(),
                ["type"] = "card_error",
            };
            intent["payment_method"] = null;
            work.Emit("charge.failed", charge);
            work.Emit("payment_intent.payment_failed", intent);
        }
        Follow(work, intent);
    }

    /// <summary>Lets the invoice and the Checkout session that wait for the intent see its outcome.</summary>
    public static void Follow(Work work, JsonObject intent)
    {
        var hidden = work.Hidden(intent.Required("id"));
        if (work.Find("invoice", hidden.Text("invoice")) is { } invoice)
            Invoices.Follow(work, invoice, intent);
        if (work.Find("checkout.session", hidden.Text("checkout_session")) is { } session)
            CheckoutSessions.Follow(work, session, intent);
    }

    public static StripeError DeclinedError(Work work, JsonObject intent)
    {
        var error = intent.Object("last_payment_error")!;
        return StripeError.Card(error.Text("code")!, error.Text("decline_code"), error.Text("message")!, new JsonObject
        {
            ["charge"] = error.Text("charge"),
            ["payment_intent"] = intent.Copy(),
            ["payment_method"] = work.Find("payment_method", error.Text("payment_method.id")).Copy(),
        });
    }

    /// <summary>The decline that the control API ordered for this payer.</summary>
    private static Decline? Ordered(Work work, JsonObject intent) =>
        intent.Text("customer") is { } customer && work.State.Find(customer)?.Hidden.Text("decline") is { } code ? Payments.Decline.Of(code) : null;

    private static PaymentResult Decline(Work work, JsonObject intent, JsonObject method, Decline decline)
    {
        var charge = Charges.Make(work, intent, method, "failed", captured: false);
        charge["failure_code"] = decline.Code;
        charge["failure_message"] = decline.Message;
        charge["outcome"] = ShapeCatalog.Instance.Complete("Charge.Outcome", new JsonObject
        {
            ["advice_code"] = decline.IsHard ? "do_not_try_again" : "try_again_later",
            ["network_status"] = "declined_by_network",
            ["reason"] = decline.DeclineCode ?? decline.Code,
            ["risk_level"] = "normal",
            ["risk_score"] = 24,
            ["seller_message"] = "The bank did not return any further details with this decline.",
            ["type"] = "issuer_declined",
        });
        intent["latest_charge"] = charge.Text("id");
        intent["status"] = "requires_payment_method";
        intent["next_action"] = null;
        var error = new JsonObject { ["charge"] = charge.Text("id"), ["code"] = decline.Code };
        if (decline.DeclineCode is not null)
            error["decline_code"] = decline.DeclineCode;
        error["doc_url"] = $"https://stripe.com/docs/error-codes/{decline.Code.Replace('_', '-')}";
        error["message"] = decline.Message;
        error["payment_method"] = method.Copy();
        error["type"] = "card_error";
        intent["last_payment_error"] = error;
        intent["payment_method"] = null;
        work.Emit("charge.failed", charge);
        work.Emit("payment_intent.payment_failed", intent);
        return PaymentResult.Declined;
    }

    private static PaymentResult BeginBankDebit(Work work, JsonObject intent, JsonObject method)
    {
        var hidden = work.Hidden(method.Required("id"));
        var charge = Charges.Make(work, intent, method, "pending", captured: true);
        intent["latest_charge"] = charge.Text("id");
        intent["status"] = "processing";
        intent["last_payment_error"] = null;
        AttachForLater(work, intent, method);
        work.Hidden(intent.Required("id"))["settles_at"] = hidden.Flag("settles_at_once") ? work.Now : work.Now + (long)work.Options.BankDebitPeriod.TotalSeconds;
        work.Hidden(intent.Required("id"))["settles"] = hidden.Text("bank");
        work.Emit("charge.pending", charge);
        work.Emit("payment_intent.processing", intent);
        return PaymentResult.Processing;
    }

    private static void AttachForLater(Work work, JsonObject intent, JsonObject method)
    {
        if (intent.Text("setup_future_usage") is not null && method.Text("customer") is null && work.Find("customer", intent.Text("customer")) is { } customer)
            PaymentMethods.Attach(work, method, customer, tell: true);
    }
}
