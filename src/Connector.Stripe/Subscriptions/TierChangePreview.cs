using Connector.Stripe.Billing;

namespace Connector.Stripe.Subscriptions;

/// <summary>What a change of tier costs.</summary>
/// <param name="PriceId">The new tier's price.</param>
/// <param name="DueNow">What is charged at the change; negative for a credit to the next invoice.</param>
/// <param name="At">
/// The moment that Stripe reckoned with, by its own clock; the change is made as of it, so that the sum holds. Null when no part of a period is
/// reckoned, as in a trial; the change is then made as of Stripe's present.
/// </param>
/// <param name="Lines">What it is made of.</param>
public sealed record TierChangePreview(string PriceId, Money DueNow, DateTimeOffset? At, IReadOnlyList<InvoiceLineState> Lines);
