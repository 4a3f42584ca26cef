namespace SyncEngine.Stripe.Site;

/// <summary>All that the site said about its rows.</summary>
internal sealed class MembershipMap(Type member)
{
    public PayerMap Member { get; } = new(member);

    public PayerMap? Organization { get; set; }

    /// <summary>The member's navigation to the organisation.</summary>
    public string? OrganizationNavigation { get; set; }

    public PaymentMap? Payments { get; set; }

    /// <summary>The name of the member's mapping, whose journal is told of payments, too.</summary>
    public string MemberMapping { get; set; } = member.Name;

    /// <summary>The name of the payments' mapping, whose remote record is the Opportunity.</summary>
    public string? PaymentMapping { get; set; }
}
