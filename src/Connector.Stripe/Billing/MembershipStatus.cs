namespace Connector.Stripe.Billing;

/// <summary>How somebody stands with the organisation.</summary>
public enum MembershipStatus
{
    /// <summary>Not a member, and not becoming one.</summary>
    None = 0,

    /// <summary>Has begun to join; the first payment is not through yet.</summary>
    Joining = 1,

    /// <summary>In a paid period.</summary>
    Current = 2,

    /// <summary>The renewal's payment failed and is being tried again; still a member for the days of grace.</summary>
    PastDue = 3,

    /// <summary>The paid period is over and the next is not paid yet; still a member for the days of grace.</summary>
    Grace = 4,

    /// <summary>The subscription rests, and no paid period runs.</summary>
    Paused = 5,

    /// <summary>Was a member; not paid, and the days of grace are over.</summary>
    Lapsed = 6,

    /// <summary>Was a member, and ended it or got the money back.</summary>
    Cancelled = 7,

    /// <summary>A member without paying, by the organisation's decision.</summary>
    Complimentary = 8,

    /// <summary>A member because the organisation they belong to is.</summary>
    Covered = 9,
}
