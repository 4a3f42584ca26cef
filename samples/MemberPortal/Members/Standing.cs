using Connector.Stripe.Billing;

namespace MemberPortal.Members;

/// <summary>A membership as a member thinks of it: one word, one sentence, one thing to do. A pure function of the member and the day.</summary>
/// <param name="State">The word on the badge.</param>
/// <param name="Tone">How it looks: good, soon, bad, plain.</param>
/// <param name="Next">What to do next, in one sentence.</param>
/// <param name="ActionLabel">What the button says; null when there is nothing to do.</param>
/// <param name="ActionHref">Where it leads.</param>
internal sealed record Standing(string State, string Tone, string Next, string? ActionLabel = null, string? ActionHref = null)
{
    public const string PayHref = "/dues";

    private const int SoonDays = 45;

    public static Standing Of(Member member, DateOnly today)
    {
        var days = member.RenewalDate is { } renewal ? renewal.DayNumber - today.DayNumber : (int?)null;
        return (member.PaymentStatus, days) switch
        {
            (MembershipStatus.PastDue, _) => new("Payment failed", "bad",
                "Your last payment did not go through. Use another card and nothing lapses.", "Fix my payment", PayHref),
            (MembershipStatus.Current, < 0) or (MembershipStatus.Grace, _) => new("Due", "soon",
                "Your paid year is over. Pay now and your seat stays yours.", "Pay my dues", PayHref),
            (MembershipStatus.Lapsed or MembershipStatus.Cancelled, _) => new("Lapsed", "bad",
                "Your membership has run out. Renew today and your seat is yours again at once.", "Renew my membership", PayHref),
            (MembershipStatus.Paused, _) => new("Paused", "plain", "Your membership rests. Take it up again whenever you like.", "See my dues", PayHref),
            (MembershipStatus.Complimentary, _) => new("Complimentary", "good", "The national office has invited you. Nothing to pay."),
            (MembershipStatus.Covered, _) => new("Covered", "good", "Your kitchen's membership covers you. Nothing to pay."),
            (MembershipStatus.Joining, _) => new("On its way", "plain", "Your first payment is under way. Your seat is ready as soon as it arrives.", "See my dues", PayHref),
            (MembershipStatus.Current, <= SoonDays) => new("Renews soon", "soon", $"Your paid year ends {InDays(days!.Value)}.", "See my dues", PayHref),
            (MembershipStatus.Current, _) => new("Current", "good", "You are all set. Nothing to do until your renewal."),
            _ => new("Not yet a member", "plain", "One step is left: pay your first year's dues and take your seat.", "Pay my dues", PayHref),
        };
    }

    /// <summary>How many of the membership year's twelve months are still to come.</summary>
    public static int MonthsLeft(Member member, DateOnly today)
    {
        if (member.RenewalDate is not { } renewal || renewal <= today)
            return 0;

        var months = ((renewal.Year - today.Year) * 12) + renewal.Month - today.Month;
        return Math.Clamp(renewal.Day > today.Day ? months + 1 : months, 1, 12);
    }

    private static string InDays(int days) => days switch { 0 => "today", 1 => "tomorrow", _ => $"in {days} days" };
}
