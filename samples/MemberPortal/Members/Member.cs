using Connector.Stripe.Billing;

namespace MemberPortal.Members;

/// <summary>A person who is or was a member, in Salesforce a Contact. Signing in is <see cref="Accounts.PortalUser"/>'s.</summary>
public sealed class Member
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string FirstName { get; set; }

    public required string LastName { get; set; }

    public required string Email { get; set; }

    public Guid? OrganizationId { get; set; }

    public Organization? Organization { get; set; }

    /// <summary>A kitchen that the list did not have; the office adds it, or answers.</summary>
    public string? ProposedOrganization { get; set; }

    public DateOnly? MemberSince { get; set; }

    public MembershipTier Tier { get; set; }

    public DateOnly? RenewalDate { get; set; }

    public MembershipStatus PaymentStatus { get; set; }
}
