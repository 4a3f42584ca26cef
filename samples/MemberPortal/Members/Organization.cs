using Connector.Stripe.Billing;

namespace MemberPortal.Members;

/// <summary>A member organization: a community kitchen, in Salesforce an Account.</summary>
public sealed class Organization
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>The domain of its people's e-mail addresses, such as <c>harborstreet.example</c>.</summary>
    public string? Domain { get; set; }

    /// <summary>Where its receipts go.</summary>
    public string? Email { get; set; }

    /// <summary>The person who may see its people and pay for them.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The kitchen's own membership.</summary>
    public MembershipStatus PaymentStatus { get; set; }

    public DateOnly? RenewalDate { get; set; }

    public DateOnly? LastPaymentDate { get; set; }

    public decimal? LastPaymentAmount { get; set; }
}
