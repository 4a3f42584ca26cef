using System.Globalization;
using Connector.Stripe.Billing;
using MemberPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Members;

/// <summary>What the leadership asks: who is there, who comes, who goes, what comes in.</summary>
internal sealed record Figures(
    IReadOnlyList<(string Name, int Count)> ByStatus, IReadOnlyList<(string Name, int Count)> ByTier, IReadOnlyList<MonthFigures> Months, int Due, int Renewed)
{
    /// <summary>Of those whose paid year ended within the last twelve months, how many paid for the next; null when nobody's did.</summary>
    public int? RenewalRate => Due == 0 ? null : (int)Math.Round(100.0 * Renewed / Due);

    public static async Task<Figures> ReadAsync(PortalDbContext context, DateOnly today, CancellationToken cancellationToken = default)
    {
        var members = await context.Members.AsNoTracking().Select(member => new { member.PaymentStatus, member.Tier, member.MemberSince }).ToListAsync(cancellationToken);
        var payments = await context.Payments.AsNoTracking().Select(payment => new { payment.MemberId, payment.PaidOn, payment.Net, payment.IsDues }).ToListAsync(cancellationToken);
        var from = new DateOnly(today.Year, today.Month, 1).AddMonths(-11);
        var months = Enumerable.Range(0, 12).Select(from.AddMonths).Select(month => new MonthFigures(
            month.ToString("MMM yyyy", CultureInfo.InvariantCulture),
            members.Count(member => member.MemberSince is { } since && since >= month && since < month.AddMonths(1)),
            payments.Where(payment => payment.PaidOn >= month && payment.PaidOn < month.AddMonths(1)).Sum(payment => payment.Net)));
        var dues = payments.Where(payment => payment is { IsDues: true, MemberId: not null }).ToLookup(payment => payment.MemberId, payment => payment.PaidOn);
        var due = dues.SelectMany(person => person).Select(paid => paid.AddYears(1)).Count(end => end > today.AddYears(-1) && end <= today);
        var renewed = dues.Sum(person => person.Count(paid => paid.AddYears(1) is var end && end > today.AddYears(-1) && end <= today && person.Any(next => next > paid && next <= end.AddDays(60))));
        return new Figures(
            [.. members.GroupBy(member => member.PaymentStatus).Select(group => (Word(group.Key), group.Count())).OrderByDescending(row => row.Item2)],
            [.. members.GroupBy(member => member.Tier).Select(group => (group.Key.ToString(), group.Count())).OrderByDescending(row => row.Item2)],
            [.. months], due, renewed);
    }

    public string ToCsv() => "month,joined,revenue\n" + string.Concat(Months.Select(month => string.Create(CultureInfo.InvariantCulture, $"{month.Month},{month.Joined},{month.Revenue}\n")));

    private static string Word(MembershipStatus status) => status switch
    {
        MembershipStatus.None => "Never paid",
        MembershipStatus.PastDue => "Payment failed",
        MembershipStatus.Grace => "Due",
        _ => status.ToString(),
    };
}
