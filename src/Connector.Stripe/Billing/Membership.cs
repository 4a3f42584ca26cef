namespace Connector.Stripe.Billing;

/// <summary>How somebody stands, and until when.</summary>
public sealed record Membership
{
    /// <summary>How they stand.</summary>
    public required MembershipStatus Status { get; init; }

    /// <summary>The end of the last paid period; null when none was ever paid for, or all was given back.</summary>
    public DateTimeOffset? PaidThrough { get; init; }

    /// <summary>The same as a date in the organisation's time zone: the day of renewal.</summary>
    public DateOnly? RenewalDate { get; init; }

    /// <summary>Whether a period was ever paid for, given back or not: without a <see cref="PaidThrough"/>, none of it is left.</summary>
    public bool WasPaidFor { get; init; }

    /// <summary>The day it ends by request; null when it renews or has ended already.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>True while a live subscription will charge again by itself.</summary>
    public bool Renews { get; init; }

    /// <summary>The live subscription, or the last one; null when there never was one.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>What was last paid for: the tier.</summary>
    public string? PriceId { get; init; }

    /// <summary>The latest payment that was not given back.</summary>
    public BillingFact? LastPayment { get; init; }

    /// <summary>When the status may change by the passing of time alone; null when it will not.</summary>
    public DateTimeOffset? NextChangeAt { get; init; }

    /// <summary>More than one live subscription: the payer would be charged twice.</summary>
    public bool IsDoubled { get; init; }

    /// <summary>Whether they have a member's rights now.</summary>
    public bool IsEntitled => Status is MembershipStatus.Current or MembershipStatus.PastDue or MembershipStatus.Grace or MembershipStatus.Complimentary or MembershipStatus.Covered;
}
