namespace Connector.Stripe.Billing;

/// <summary>One thing that happened to money, and that will always have happened. Facts are only ever added.</summary>
public sealed record BillingFact
{
    /// <summary>
    /// The same for the same fact, however often and in whatever order it is learnt: an invoice payment's id, a payment intent's id,
    /// <c>in_…:period</c>, <c>re_…</c>, <c>re_…:failed</c>, <c>dp_…:opened</c>, <c>dp_…:won</c>, <c>dp_…:lost</c>, <c>offline:…</c>.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required FactKind Kind { get; init; }

    /// <summary>How the balance changed: positive for payments, negative for refunds and opened disputes, zero where no money moved.</summary>
    public required Money Amount { get; init; }

    /// <summary>When it happened, by Stripe's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The payment that it is about; for a payment its own id, for a period null.</summary>
    public string? PaymentId { get; init; }

    /// <summary>Whose it is at Stripe; null for offline payments.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The subscription that was paid for; null for anything else.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The invoice; null without one.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The invoice's number; null without one.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>The payment intent; null without one.</summary>
    public string? PaymentIntentId { get; init; }

    /// <summary>What was paid for; null when it was no price.</summary>
    public string? PriceId { get; init; }

    /// <summary>From when it is paid for; null when it pays for no period.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>Until when it is paid for; null when it pays for no period.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>For people: what it was for, or why.</summary>
    public string? Description { get; init; }

    /// <summary>True for a payment that did not come through Stripe: a cheque, a transfer.</summary>
    public bool IsOffline { get; init; }
}
