namespace Connector.Stripe.Checkout;

/// <summary>Whether a payment page was opened.</summary>
public enum CheckoutOutcome
{
    /// <summary>There is a page: send the payer there.</summary>
    Started = 0,

    /// <summary>The payer has a live subscription already: show how to change or repair it instead.</summary>
    AlreadySubscribed = 1,
}
