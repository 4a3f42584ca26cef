namespace Connector.Stripe.Checkout;

/// <summary>One Checkout session at one moment.</summary>
public sealed record CheckoutSessionState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary><c>subscription</c>, <c>payment</c>, <c>setup</c>.</summary>
    public required string Mode { get; init; }

    /// <summary><c>open</c>, <c>complete</c>, <c>expired</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>paid</c>, <c>unpaid</c> (a bank debit that is still under way), <c>no_payment_required</c>.</summary>
    public required string PaymentStatus { get; init; }

    /// <summary>The payer's customer; null for guests.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The subscription; null before it is paid, and for other modes.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Who pays, when this site made the session; null for sessions of others, whatever they say.</summary>
    public StripeOwner? Owner { get; init; }

    /// <summary>Its page while it is open.</summary>
    public Uri? Url { get; init; }
}
