using Connector.Stripe;
using Connector.Stripe.Billing;
using MemberPortal.Members;
using SyncEngine.Stripe;

namespace MemberPortal.Demo;

/// <summary>A seeded member, told relative to the day of seeding: how many days of the paid time are left, and for how many years they have paid.</summary>
internal sealed record DemoMember(
    Guid Id, string FirstName, string LastName, string Email, Guid OrganizationId, MembershipTier Tier, int? DaysLeft, int Years, string Story)
{
    /// <summary>Their sign-in's id.</summary>
    public Guid UserId => new(Id.ToString().Replace("5eed0000", "5eed0001", StringComparison.Ordinal));

    public Member ToMember() => new() { Id = Id, FirstName = FirstName, LastName = LastName, Email = Email, OrganizationId = OrganizationId, Tier = Tier };

    /// <summary>A check for each year.</summary>
    public IEnumerable<OfflinePayment> Payments(DateOnly today)
    {
        for (var year = Years; year > 0 && DaysLeft is { } days; year--)
        {
            var start = today.AddDays(days).AddYears(-year);
            yield return new OfflinePayment
            {
                Id = new Guid(Id.ToString().Replace("5eed0000", $"5eed1{year:D3}", StringComparison.Ordinal)),
                Owner = StripeOwner.Member(Id),
                Amount = Money.FromDecimal(Dues.For(Tier), new Currency(Dues.Currency)),
                PaidOn = start,
                Tier = Tier.ToString(),
                PeriodStart = start,
                PeriodEnd = start.AddYears(1),
                Reference = $"Check {4100 + year}",
                RecordedBy = "seed",
            };
        }
    }
}
