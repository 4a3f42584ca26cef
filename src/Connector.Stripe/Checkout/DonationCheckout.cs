using Connector.Stripe.Billing;

namespace Connector.Stripe.Checkout;

/// <summary>What the payment page of a one-off donation is to show.</summary>
public sealed record DonationCheckout
{
    /// <summary>Who pays.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>The payer's customer.</summary>
    public required string CustomerId { get; init; }

    /// <summary>How much.</summary>
    public required Money Amount { get; init; }

    /// <summary>What its line says. Default <c>Donation</c>.</summary>
    public string Name { get; init; } = "Donation";

    /// <summary>Where Stripe returns to after payment; <c>session_id</c> is added to the query.</summary>
    public required Uri SuccessUrl { get; init; }

    /// <summary>Where Stripe returns to when the payer goes back.</summary>
    public required Uri CancelUrl { get; init; }
}
