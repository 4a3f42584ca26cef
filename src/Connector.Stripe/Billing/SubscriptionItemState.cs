namespace Connector.Stripe.Billing;

/// <summary>One item of a subscription.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PriceId">What is paid for.</param>
/// <param name="LookupKey">The price's lookup key; null when it has none.</param>
/// <param name="UnitAmount">The price of one; null for prices in steps.</param>
/// <param name="Quantity">How many.</param>
/// <param name="PeriodStart">When the present period began.</param>
/// <param name="PeriodEnd">When it ends.</param>
public sealed record SubscriptionItemState(
    string Id, string PriceId, string? LookupKey, Money? UnitAmount, long Quantity, DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd);
