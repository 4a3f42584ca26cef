namespace Simulator.StripeAccount.Payments;

/// <summary>The documented test cards, by number, by <c>tok_…</c> and by <c>pm_card_…</c>.</summary>
internal static class TestCards
{
    private static readonly TestCard[] All =
    [
        new("4242424242424242", "visa", ["visa"]),
        new("4000056655665556", "visa", ["visa_debit"]) { Funding = "debit" },
        new("5555555555554444", "mastercard", ["mastercard"]),
        new("5200828282828210", "mastercard", ["mastercard_debit"]) { Funding = "debit" },
        new("378282246310005", "amex", ["amex"]),
        new("6011111111111117", "discover", ["discover"]),
        new("3056930009020004", "diners", ["diners"]),
        new("3566002020360505", "jcb", ["jcb"]),
        new("4000000000000002", "visa", ["chargeDeclined", "visa_chargeDeclined"]) { Decline = new("card_declined", "generic_decline"), DeclinesSetup = true },
        new("4000000000009995", "visa", ["chargeDeclinedInsufficientFunds", "visa_chargeDeclinedInsufficientFunds"]) { Decline = new("card_declined", "insufficient_funds"), DeclinesSetup = true },
        new("4000000000009987", "visa", ["chargeDeclinedLostCard"]) { Decline = new("card_declined", "lost_card"), DeclinesSetup = true },
        new("4000000000009979", "visa", ["chargeDeclinedStolenCard"]) { Decline = new("card_declined", "stolen_card"), DeclinesSetup = true },
        new("4000000000000069", "visa", ["chargeDeclinedExpiredCard"]) { Decline = new("expired_card", null), DeclinesSetup = true },
        new("4000000000000127", "visa", ["chargeDeclinedIncorrectCvc"]) { Decline = new("incorrect_cvc", null), DeclinesSetup = true },
        new("4000000000000119", "visa", ["chargeDeclinedProcessingError"]) { Decline = new("processing_error", null), DeclinesSetup = true },
        new("4100000000000019", "visa", ["chargeDeclinedFraudulent"]) { Decline = new("card_declined", "fraudulent"), DeclinesSetup = true },
        new("4000000000000341", "visa", ["chargeCustomerFail"]) { Decline = new("card_declined", "generic_decline") },
        new("4000002500003155", "visa", ["authenticationRequired", "threeDSecureRequired", "authenticationRequiredOnSetup"]) { Authentication = Authentication.UnlessSetUp },
        new("4000002760003184", "visa", ["authenticationRequiredAlways"]) { Authentication = Authentication.Always },
        new("4000000000003220", "visa", ["threeDSecure2Required"]) { Authentication = Authentication.Always },
        new("4000008260003178", "visa", ["authenticationRequiredChargeDeclinedInsufficientFunds"]) { Authentication = Authentication.Always, Decline = new("card_declined", "insufficient_funds") },
        new("4000008400001629", "visa", ["threeDSecureRequiredChargeDeclined"]) { Authentication = Authentication.Always, Decline = new("card_declined", "generic_decline") },
        new("4000000000000259", "visa", ["createDispute"]) { Dispute = "fraudulent" },
        new("4000000000002685", "visa", ["createDisputeProductNotReceived"]) { Dispute = "product_not_received" },
        new("4000000000001976", "visa", ["createDisputeInquiry"]) { Dispute = "fraudulent", DisputeIsInquiry = true },
        new("4000000000000077", "visa", ["bypassPending"]),
        new("4000000000005126", "visa", ["refundFail"]) { RefundFails = true },
        new("4000000000007726", "visa", ["pendingRefund"]) { RefundIsPending = true },
    ];

    public static TestCard? ByNumber(string number) => All.FirstOrDefault(card => card.Number == number);

    /// <summary>By the part after <c>tok_</c> or <c>pm_card_</c>.</summary>
    public static TestCard? ByName(string name) => All.FirstOrDefault(card => card.Names.Contains(name, StringComparer.OrdinalIgnoreCase));
}
