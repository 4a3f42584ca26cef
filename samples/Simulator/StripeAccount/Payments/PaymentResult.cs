namespace Simulator.StripeAccount.Payments;

/// <summary>How an attempt to pay ended.</summary>
internal enum PaymentResult
{
    Succeeded,

    /// <summary>A bank debit is under way.</summary>
    Processing,

    /// <summary>The card holder must authenticate.</summary>
    NeedsAction,

    /// <summary>Authorised; to be captured.</summary>
    Authorised,

    Declined,
}
