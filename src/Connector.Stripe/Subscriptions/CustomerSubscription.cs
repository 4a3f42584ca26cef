using Connector.Stripe.Billing;

namespace Connector.Stripe.Subscriptions;

/// <summary>A subscription and whose it is.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Subscription">The subscription.</param>
public sealed record CustomerSubscription(string CustomerId, SubscriptionState Subscription);
