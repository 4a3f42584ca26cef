namespace Simulator.StripeAccount.Payments;

/// <summary>A card's refusal, with what Stripe says about it.</summary>
internal sealed record Decline(string Code, string? DeclineCode)
{
    private static readonly HashSet<string> Hard =
        ["incorrect_number", "lost_card", "pickup_card", "stolen_card", "revocation_of_authorization", "revocation_of_all_authorizations",
         "authentication_required", "highest_risk_level", "transaction_not_allowed"];

    public string Message => (DeclineCode ?? Code) switch
    {
        "insufficient_funds" => "Your card has insufficient funds.",
        "expired_card" => "Your card has expired.",
        "incorrect_cvc" => "Your card's security code is incorrect.",
        "processing_error" => "An error occurred while processing your card. Try again in a little bit.",
        "authentication_required" => "Your card was declined. This transaction requires authentication.",
        _ => "Your card was declined.",
    };

    /// <summary>True where trying the same card again is of no use.</summary>
    public bool IsHard => Hard.Contains(DeclineCode ?? Code);

    /// <summary>The decline of the given code, as the control API names it.</summary>
    public static Decline Of(string code) =>
        code is "expired_card" or "incorrect_cvc" or "processing_error" or "incorrect_number" ? new(code, null)
        : code is "card_declined" ? new("card_declined", "generic_decline")
        : code is "authentication_required" ? new("authentication_required", "authentication_required")
        : new("card_declined", code);
}
