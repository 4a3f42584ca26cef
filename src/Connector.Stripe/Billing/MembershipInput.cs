namespace Connector.Stripe.Billing;

/// <summary>All that a membership follows from.</summary>
public sealed record MembershipInput
{
    /// <summary>What has happened to the payer's money.</summary>
    public IReadOnlyCollection<BillingFact> Facts { get; init; } = [];

    /// <summary>The payer's subscriptions as they stand.</summary>
    public IReadOnlyCollection<SubscriptionState> Subscriptions { get; init; } = [];

    /// <summary>The last day of a complimentary membership; null without one.</summary>
    public DateOnly? ComplimentaryThrough { get; init; }

    /// <summary>The membership of the organisation they belong to; null when it has none or does not cover its people.</summary>
    public Membership? Organization { get; init; }
}
