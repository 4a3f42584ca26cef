using Connector.Stripe.Api;
using Connector.Stripe.Checkout;
using Connector.Stripe.Customers;
using Connector.Stripe.Events;
using Connector.Stripe.Reconciliation;
using Connector.Stripe.Subscriptions;

namespace Connector.Stripe;

internal sealed class StripeConnector(StripeApi api) : IStripeConnector
{
    public IStripeCheckout Checkout { get; } = new CheckoutClient(api);

    public IStripeCustomers Customers { get; } = new CustomersClient(api);

    public IStripeSubscriptions Subscriptions { get; } = new SubscriptionsClient(api);

    public IStripePayments Payments { get; } = new PaymentsClient(api);

    public IStripeEvents Events { get; } = new EventsClient(api);
}
