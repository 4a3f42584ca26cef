using Connector.Stripe.Billing;

namespace SyncEngine.Stripe;

/// <summary>A payment as the site keeps it: what becomes its row, and by the row's mapping an Opportunity.</summary>
public sealed record PaymentRecord
{
    /// <summary>The row's key: made of the fact's id, so that the same payment has the same key wherever and however often it is learnt.</summary>
    public required Guid Id { get; init; }

    /// <summary>The fact's id: Stripe's own, or <c>offline:…</c>.</summary>
    public required string FactId { get; init; }

    /// <summary>What it is called: <c>Annual dues, Professional – 2026-11-25</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was paid; negative for a reversal.</summary>
    public required Money Amount { get; init; }

    /// <summary>What is left of it after refunds and disputes.</summary>
    public required Money Net { get; init; }

    /// <summary>How it stands.</summary>
    public required PaymentState State { get; init; }

    /// <summary>When it was paid.</summary>
    public required DateTimeOffset PaidAt { get; init; }

    /// <summary>The same as a date in the organisation's time zone.</summary>
    public required DateOnly PaidOn { get; init; }

    /// <summary>The payer, if a person.</summary>
    public Guid? MemberId { get; init; }

    /// <summary>The payer, if an organisation; else the organisation that the member belonged to.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>The tier that was paid for; null for donations and prices that are no tier.</summary>
    public string? Tier { get; init; }

    /// <summary>True for dues, false for donations and other one-off payments.</summary>
    public bool IsDues { get; init; }

    /// <summary>True for a cheque or transfer that staff recorded.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The invoice's number; null without one.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>The period that was paid for, in the organisation's time zone; null for none.</summary>
    public DateOnly? PeriodStart { get; init; }

    /// <summary>Its end: the day of renewal.</summary>
    public DateOnly? PeriodEnd { get; init; }
}
