using Connector.Stripe.Billing;
using MemberPortal.Members;

namespace MemberPortal.Demo;

/// <summary>A seeded member, told relative to the day of seeding.</summary>
internal sealed record DemoMember(
    Guid Id, string FirstName, string LastName, string Email, Guid OrganizationId, MembershipTier Tier, MembershipStatus Status, int? DaysLeft, int? Years, string Story)
{
    /// <summary>Their sign-in's id.</summary>
    public Guid UserId => new(Id.ToString().Replace("5eed0000", "5eed0001", StringComparison.Ordinal));

    public Member ToMember(DateOnly today) => new()
    {
        Id = Id,
        FirstName = FirstName,
        LastName = LastName,
        Email = Email,
        OrganizationId = OrganizationId,
        Tier = Tier,
        PaymentStatus = Status,
        RenewalDate = DaysLeft is { } days ? today.AddDays(days) : null,
        MemberSince = Years is { } years ? today.AddDays(DaysLeft ?? 0).AddYears(-years) : null,
    };
}
