namespace Connector.Stripe.Billing;

/// <summary>What a subscription will charge next.</summary>
/// <param name="SubscriptionId">Which subscription.</param>
/// <param name="Amount">How much.</param>
/// <param name="At">When.</param>
public sealed record UpcomingCharge(string SubscriptionId, Money Amount, DateTimeOffset At);
