namespace Connector.Stripe.Checkout;

/// <summary>What the page for a new card is to lead to.</summary>
public sealed record CardUpdateCheckout
{
    /// <summary>Who pays.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>The payer's customer.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The subscription that is to charge the new card: the one that failed.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The currency that will be charged.</summary>
    public required Billing.Currency Currency { get; init; }

    /// <summary>Where Stripe returns to afterwards; <c>session_id</c> is added to the query.</summary>
    public required Uri SuccessUrl { get; init; }

    /// <summary>Where Stripe returns to when the payer goes back.</summary>
    public required Uri CancelUrl { get; init; }
}
