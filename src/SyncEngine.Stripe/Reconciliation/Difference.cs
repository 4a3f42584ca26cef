using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>One thing that does not agree.</summary>
public sealed record Difference
{
    /// <summary>What kind of thing.</summary>
    public required DifferenceKind Kind { get; init; }

    /// <summary>Which one: a fact, a charge, an event, a subscription.</summary>
    public required string Reference { get; init; }

    /// <summary>Whose, <c>member:…</c> or <c>organization:…</c>; null when unknown.</summary>
    public string? Owner { get; init; }

    /// <summary>What Stripe says; null where it says nothing.</summary>
    public Money? AtStripe { get; init; }

    /// <summary>What we say; null where we say nothing.</summary>
    public Money? Here { get; init; }

    /// <summary>How it came about, in plain words.</summary>
    public required string Cause { get; init; }

    /// <summary>What sets it right; none where a person has to decide.</summary>
    public RepairKind Repair { get; init; }

    /// <summary>What the repair works on: a customer, a payer, a record, an event.</summary>
    public string? RepairOn { get; init; }
}
