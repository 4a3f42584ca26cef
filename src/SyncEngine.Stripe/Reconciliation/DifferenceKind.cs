namespace SyncEngine.Stripe.Reconciliation;

/// <summary>What does not agree.</summary>
public enum DifferenceKind
{
    /// <summary>Stripe has a payment of a payer of ours that is no fact here.</summary>
    PaymentNotRecorded = 0,

    /// <summary>There is a fact here that Stripe has no payment for.</summary>
    PaymentNotAtStripe = 1,

    /// <summary>The same payment has another amount or currency here.</summary>
    AmountDiffers = 2,

    /// <summary>Stripe has a refund that is no fact here.</summary>
    RefundNotRecorded = 3,

    /// <summary>The site's rows do not say what the facts say: member, organisation or payment.</summary>
    SiteDiffers = 4,

    /// <summary>A payment has no Opportunity, and none is on its way.</summary>
    OpportunityMissing = 5,

    /// <summary>An Opportunity of ours has no payment behind it.</summary>
    OpportunityWithoutPayment = 6,

    /// <summary>A payer has two live subscriptions and is charged twice.</summary>
    SubscriptionDoubled = 7,

    /// <summary>An event could not be delivered to this site and was never seen.</summary>
    EventMissed = 8,

    /// <summary>An event was stored and nothing came of it.</summary>
    EventStuck = 9,

    /// <summary>A current member has no paid period behind it.</summary>
    MemberWithoutPaidPeriod = 10,

    /// <summary>A paid period runs, and its payer is no current member.</summary>
    PaidPeriodWithoutMember = 11,

    /// <summary>A period counts as paid although no payment came through Stripe: somebody marked its invoice as paid.</summary>
    PaidOutOfBand = 12,

    /// <summary>An event waits in quarantine for somebody to look.</summary>
    EventQuarantined = 13,

    /// <summary>A subscription stands differently at Stripe than it was read last: changed, paused, ended, or never seen.</summary>
    SubscriptionDiffers = 14,

    /// <summary>A payment is disputed at Stripe, and nothing here knows of it.</summary>
    DisputeNotRecorded = 15,
}
