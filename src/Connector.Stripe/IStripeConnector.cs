using Connector.Stripe.Checkout;
using Connector.Stripe.Customers;
using Connector.Stripe.Events;
using Connector.Stripe.Reconciliation;
using Connector.Stripe.Subscriptions;

namespace Connector.Stripe;

/// <summary>
/// Memberships on one Stripe account. Thread-safe; every method throws <see cref="StripeConnectorException"/> when a call fails.
/// What it makes carries this site's name and the payer in its metadata, and it takes nothing else for its own.
/// </summary>
public interface IStripeConnector
{
    /// <summary>Stripe's hosted payment pages.</summary>
    IStripeCheckout Checkout { get; }

    /// <summary>Customers: making them, and reading all that Stripe holds of one.</summary>
    IStripeCustomers Customers { get; }

    /// <summary>What a payer may change about a running membership.</summary>
    IStripeSubscriptions Subscriptions { get; }

    /// <summary>All money that came in, of whomever.</summary>
    IStripePayments Payments { get; }

    /// <summary>Events that Stripe could not deliver.</summary>
    IStripeEvents Events { get; }
}
