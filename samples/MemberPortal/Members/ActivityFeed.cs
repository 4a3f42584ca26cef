using MemberPortal.Data;
using MemberPortal.Hosting;
using Microsoft.EntityFrameworkCore;
using SyncEngine;
using SyncEngine.Model;

namespace MemberPortal.Members;

/// <summary>What happened lately that a member cares about: their record, their payments, news, answers. Newest first.</summary>
internal sealed class ActivityFeed(PortalDbContext context, ISyncJournal journal, PortalClock clock)
{
    private const int Length = 7;

    public async Task<IReadOnlyList<ActivityEntry>> ReadAsync(Guid memberId, CancellationToken cancellationToken = default)
    {
        var story = await journal.SearchAsync(new JournalQuery { Key = WorkKey.ForRecord(nameof(Member), memberId.ToString()), PageSize = 25 }, cancellationToken);
        var payments = await context.Payments.AsNoTracking().Where(payment => payment.MemberId == memberId).OrderByDescending(payment => payment.PaidOn).Take(Length)
            .Select(payment => new { payment.Name, payment.Amount, payment.PaidOn }).ToListAsync(cancellationToken);
        var news = await context.Announcements.AsNoTracking().OrderByDescending(one => one.PublishedAt).Take(3).Select(one => new { one.Title, one.PublishedAt }).ToListAsync(cancellationToken);
        var answers = await context.Tickets.AsNoTracking().Where(ticket => ticket.MemberId == memberId)
            .SelectMany(ticket => ticket.Messages.Where(message => message.FromOffice), (ticket, message) => new { ticket.Id, ticket.Subject, message.At })
            .OrderByDescending(answer => answer.At).Take(3).ToListAsync(cancellationToken);
        return
        [
            .. story.Items.Select(entry => (entry.At, Words: ActivityWords.For(entry))).Where(entry => entry.Words is not null).Select(entry => Entry(entry.At, entry.Words!))
                .Concat(payments.Select(payment => new ActivityEntry(clock.StartOf(payment.PaidOn), Format.Date(payment.PaidOn), $"You paid {Format.Money(payment.Amount)}: {payment.Name}.", "/dues#history")))
                .Concat(news.Select(one => Entry(one.PublishedAt, $"News: {one.Title}.", "/news")))
                .Concat(answers.Select(answer => Entry(answer.At, $"The office answered: {answer.Subject}.", $"/support/{answer.Id}")))
                .OrderByDescending(entry => entry.At).Take(Length),
        ];
    }

    private ActivityEntry Entry(DateTimeOffset at, string words, string? href = null) => new(at, Format.Moment(clock, at), words, href);
}
