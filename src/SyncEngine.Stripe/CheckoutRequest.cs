using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe;

/// <summary>A wish to pay dues.</summary>
public sealed record CheckoutRequest
{
    /// <summary>Who pays.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>One of <c>Membership:Tiers</c>.</summary>
    public required string Tier { get; init; }

    /// <summary>How many; more than one for an organisation's seats. Default 1.</summary>
    public long Quantity { get; init; } = 1;

    /// <summary>A donation on top; null for none.</summary>
    public Money? Donation { get; init; }

    /// <summary>Where Stripe returns to after payment; <c>session_id</c> is added to the query.</summary>
    public required Uri SuccessUrl { get; init; }

    /// <summary>Where Stripe returns to when the payer goes back.</summary>
    public required Uri CancelUrl { get; init; }

    /// <summary>Ways to pay, such as <c>card</c>. Empty for all that the account offers.</summary>
    public IReadOnlyList<string> PaymentMethodTypes { get; init; } = [];
}
