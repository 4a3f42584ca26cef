namespace MemberPortal.Members;

/// <summary>Where a member's dues stand.</summary>
public enum PaymentStatus
{
    /// <summary>Nothing was ever paid.</summary>
    None = 0,

    Paid = 1,

    /// <summary>A payment failed or is late; the membership still runs.</summary>
    PastDue = 2,

    /// <summary>The paid period is over.</summary>
    Lapsed = 3,
}
