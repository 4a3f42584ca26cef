using System.Globalization;
using Connector.Stripe.Billing;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Mails;

namespace SyncEngine.Stripe.Reminders;

/// <summary>From how somebody stands to what is to be told them, and when. Pure.</summary>
internal static class ReminderSchedule
{
    private static readonly int[] DefaultRenewalDays = [60, 30, 7];
    private static readonly int[] DefaultPastDueDays = [0, 3, 7, 12];
    private static readonly TimeOnly Morning = new(9, 0);

    /// <summary>All reminders of the present period, those already told among them.</summary>
    public static IReadOnlyList<Reminder> Of(MailContext context, StripeMembershipOptions options)
    {
        if (!options.SendReminders || context.Membership is not { PaidThrough: { } paidThrough, RenewalDate: { } renewal } membership)
            return [];

        var rules = options.ToRules();
        return membership.Status switch
        {
            // Who ended it knows when it ends, and is not pressed.
            MembershipStatus.Current when membership.EndsOn is null => [.. Renewal(context, renewal, paidThrough, options, rules), .. Card(context, paidThrough, options, rules)],
            MembershipStatus.PastDue => [.. PastDue(context, renewal, paidThrough, options)],
            _ => [],
        };
    }

    private static IEnumerable<Reminder> Renewal(MailContext context, DateOnly renewal, DateTimeOffset paidThrough, StripeMembershipOptions options, MembershipRules rules)
    {
        var days = (options.RenewalReminderDays.Count > 0 ? options.RenewalReminderDays : DefaultRenewalDays).Distinct().OrderDescending().ToList();
        for (var index = 0; index < days.Count; index++)
        {
            var at = At(renewal.AddDays(-days[index]), rules);
            var until = index + 1 < days.Count ? At(renewal.AddDays(-days[index + 1]), rules) : paidThrough;

            // Not for a period that was paid for after that day: a monthly member is not reminded of the next year.
            if (context.Membership.LastPayment is { } last && last.OccurredAt >= at)
                continue;

            yield return new Reminder(MembershipMailKind.RenewalReminder, Key("renewal", context, renewal, days[index]), at, until);
        }
    }

    private static IEnumerable<Reminder> PastDue(MailContext context, DateOnly renewal, DateTimeOffset paidThrough, StripeMembershipOptions options)
    {
        var days = (options.PastDueNoticeDays.Count > 0 ? options.PastDueNoticeDays : DefaultPastDueDays).Distinct().Order().ToList();
        for (var index = 0; index < days.Count; index++)
        {
            var until = index + 1 < days.Count ? paidThrough.AddDays(days[index + 1]) : paidThrough + options.Grace;
            yield return new Reminder(MembershipMailKind.PastDue, Key("past-due", context, renewal, days[index]), paidThrough.AddDays(days[index]), until);
        }
    }

    private static IEnumerable<Reminder> Card(MailContext context, DateTimeOffset paidThrough, StripeMembershipOptions options, MembershipRules rules)
    {
        if (options.CardExpiryNoticeDays <= 0 || !context.Membership.Renews || CardOf(context) is not { ExpiryYear: { } year, ExpiryMonth: { } month } card || month is < 1 or > 12)
            yield break;

        // A card is good through the last day of its month.
        var expires = new DateOnly(year, month, 1).AddMonths(1);
        if (At(expires, rules) <= paidThrough)
            yield return new Reminder(MembershipMailKind.CardExpiring, $"card:{card.Id}:{year}-{month}", At(expires.AddDays(-options.CardExpiryNoticeDays), rules), paidThrough);
    }

    /// <summary>What the live subscription charges.</summary>
    public static PaymentMethodState? CardOf(MailContext context) => context.Customers
        .Where(customer => !customer.IsDeleted)
        .Select(customer => OverviewReader.Live(customer.State) is { } live ? live.PaymentMethod ?? customer.State!.PaymentMethod : null)
        .FirstOrDefault(method => method is not null);

    private static string Key(string what, MailContext context, DateOnly renewal, int days) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}:{context.Owner}:{renewal:yyyy-MM-dd}:{days}");

    private static DateTimeOffset At(DateOnly day, MembershipRules rules)
    {
        var local = day.ToDateTime(Morning);
        return new DateTimeOffset(local, rules.TimeZone.GetUtcOffset(local));
    }
}
