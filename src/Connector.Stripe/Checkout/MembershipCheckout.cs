using Connector.Stripe.Billing;

namespace Connector.Stripe.Checkout;

/// <summary>What the payment page of annual dues is to show.</summary>
public sealed record MembershipCheckout
{
    /// <summary>Who pays.</summary>
    public required StripeOwner Owner { get; init; }

    /// <summary>The payer's customer, from <see cref="Customers.IStripeCustomers.EnsureAsync"/>.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The tier's recurring price.</summary>
    public required string PriceId { get; init; }

    /// <summary>How many; more than one for an organisation's seats. Default 1.</summary>
    public long Quantity { get; init; } = 1;

    /// <summary>A donation on top, once; null for none. In the price's currency.</summary>
    public Money? Donation { get; init; }

    /// <summary>What the donation's line says. Default <c>Donation</c>.</summary>
    public string DonationName { get; init; } = "Donation";

    /// <summary>Where Stripe returns to after payment; <c>session_id</c> is added to the query.</summary>
    public required Uri SuccessUrl { get; init; }

    /// <summary>Where Stripe returns to when the payer goes back.</summary>
    public required Uri CancelUrl { get; init; }

    /// <summary>Ways to pay, such as <c>card</c> and <c>us_bank_account</c>. Empty for all that the account offers.</summary>
    public IReadOnlyList<string> PaymentMethodTypes { get; init; } = [];
}
