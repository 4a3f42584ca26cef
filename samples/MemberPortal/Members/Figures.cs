using System.Globalization;
using Connector.Stripe.Billing;
using MemberPortal.Data;
using MemberPortal.Hosting;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Members;

/// <summary>What the leadership asks: who is there, who comes, who goes, what comes in.</summary>
internal sealed record Figures(
    IReadOnlyList<(string Name, int Count)> ByStatus, IReadOnlyList<(string Name, int Count)> ByTier, IReadOnlyList<MonthFigures> Months, int Due, int Renewed)
{
    // Who pays within so many days after the end of their year has renewed; who has not has lapsed.
    private const int GraceDays = 60;

    /// <summary>Of those whose paid year ended within the last twelve months, how many paid for the next; null when nobody's did.</summary>
    public int? RenewalRate => Due == 0 ? null : (int)Math.Round(100.0 * Renewed / Due);

    public static async Task<Figures> ReadAsync(PortalDbContext context, DateOnly today, CancellationToken cancellationToken = default)
    {
        var members = await context.Members.AsNoTracking().Select(member => new { member.PaymentStatus, member.Tier, member.MemberSince }).ToListAsync(cancellationToken);
        var payments = await context.Payments.AsNoTracking().Select(payment => new { payment.MemberId, payment.PaidOn, payment.Net, payment.IsDues }).ToListAsync(cancellationToken);
        var from = new DateOnly(today.Year, today.Month, 1).AddMonths(-11);
        var dues = payments.Where(payment => payment is { IsDues: true, MemberId: not null }).ToLookup(payment => payment.MemberId, payment => payment.PaidOn);
        var ends = dues.SelectMany(person => person.Select(paid => (End: paid.AddYears(1), Renewed: person.Any(next => next > paid && next <= paid.AddYears(1).AddDays(GraceDays))))).ToList();
        var months = Enumerable.Range(0, 12).Select(from.AddMonths).Select(month => new MonthFigures(
            month.ToString("MMM yyyy", CultureInfo.InvariantCulture),
            members.Count(member => member.MemberSince is { } since && Within(since, month)),
            ends.Count(year => year.Renewed && Within(year.End, month)),
            ends.Count(year => !year.Renewed && year.End.AddDays(GraceDays) < today && Within(year.End, month)),
            payments.Where(payment => Within(payment.PaidOn, month)).Sum(payment => payment.Net)));
        var due = ends.Where(year => year.End > today.AddYears(-1) && year.End <= today).ToList();
        return new Figures(
            [.. members.GroupBy(member => member.PaymentStatus).Select(group => (Word(group.Key), group.Count())).OrderByDescending(row => row.Item2)],
            [.. members.GroupBy(member => member.Tier).Select(group => (group.Key.ToString(), group.Count())).OrderByDescending(row => row.Item2)],
            [.. months], due.Count, due.Count(year => year.Renewed));
    }

    /// <summary>One table: a row for each status and tier, and one for each month.</summary>
    public string ToCsv() => "what,name,members,joined,renewed,lapsed,revenue\r\n"
        + string.Concat(ByStatus.Select(row => string.Create(CultureInfo.InvariantCulture, $"status,{Csv.Field(row.Name)},{row.Count},,,,\r\n")))
        + string.Concat(ByTier.Select(row => string.Create(CultureInfo.InvariantCulture, $"tier,{Csv.Field(row.Name)},{row.Count},,,,\r\n")))
        + string.Concat(Months.Select(month => string.Create(CultureInfo.InvariantCulture, $"month,{month.Month},,{month.Joined},{month.Renewed},{month.Lapsed},{month.Revenue}\r\n")))
        + string.Create(CultureInfo.InvariantCulture, $"renewal rate (%),last twelve months,{Due},,{Renewed},,{RenewalRate}\r\n");

    private static bool Within(DateOnly day, DateOnly month) => day >= month && day < month.AddMonths(1);

    private static string Word(MembershipStatus status) => status switch
    {
        MembershipStatus.None => "Never paid",
        MembershipStatus.PastDue => "Payment failed",
        MembershipStatus.Grace => "Due",
        _ => status.ToString(),
    };
}
