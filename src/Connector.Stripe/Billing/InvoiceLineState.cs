namespace Connector.Stripe.Billing;

/// <summary>One line of an invoice.</summary>
/// <param name="PriceId">What is paid for; null for a free line.</param>
/// <param name="Amount">How much; negative for a credit.</param>
/// <param name="PeriodStart">From when it is paid for.</param>
/// <param name="PeriodEnd">Until when.</param>
/// <param name="IsSubscription">True for a line of a subscription's item, false for a one-off such as a donation.</param>
/// <param name="IsProration">True for a part of a period, after a change of tier.</param>
/// <param name="Description">What stands on it.</param>
public sealed record InvoiceLineState(
    string? PriceId, Money Amount, DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd, bool IsSubscription, bool IsProration = false, string? Description = null);
