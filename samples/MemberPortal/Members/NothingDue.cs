using Connector.Stripe.Billing;
using MemberPortal.Hosting;

namespace MemberPortal.Members;

/// <summary>Why a member has no dues to pay now. A pure function of the member and the day, asked by whatever would take a payment.</summary>
/// <param name="Said">The word that leads back to the dues page.</param>
/// <param name="Why">The reason, in one sentence.</param>
/// <param name="Hint">When or how it changes.</param>
internal sealed record NothingDue(string Said, string Why, string Hint)
{
    private const int RenewableDays = 60;

    /// <returns>Null when dues can be paid.</returns>
    public static NothingDue? Of(Member member, DateOnly today) => (member.PaymentStatus, member.RenewalDate) switch
    {
        (MembershipStatus.Covered, _) => new("covered", "Your kitchen's membership covers you.", "If you leave the kitchen, you can take a seat of your own here."),
        (MembershipStatus.Complimentary, _) => new("complimentary", "The national office has invited you.", "When the invitation ends, you can pay here, and we write to you in time."),

        // Paid long before the end, the new year would begin too early.
        (MembershipStatus.Current, { } renewal) when renewal.AddDays(-RenewableDays) is var from && from > today =>
            new("early", $"Your seat is paid for until {Format.Date(renewal)}.", $"From {Format.Date(from)} on you can renew it here, and we write to you in time."),
        _ => null,
    };
}
