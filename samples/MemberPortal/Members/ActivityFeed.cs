using MemberPortal.Community;
using MemberPortal.Data;
using MemberPortal.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using SyncEngine;
using SyncEngine.Model;

namespace MemberPortal.Members;

/// <summary>What happened lately that a member cares about: their record, their payments, news, answers. Newest first.</summary>
internal sealed class ActivityFeed(PortalDbContext context, RecordState record, ISyncJournal journal, [FromKeyedServices(nameof(ActivityFeed))] IMemoryCache cache, NewsBoard board, PortalClock clock)
{
    private const int Length = 7;
    private static readonly MemoryCacheEntryOptions Kept = new() { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) };

    // The first page after signing in: its queries are compiled once.
    private static readonly Func<PortalDbContext, Guid, DateOnly, IAsyncEnumerable<PaymentLine>> Payments = EF.CompileAsyncQuery((PortalDbContext context, Guid memberId, DateOnly from) =>
        context.Payments.Where(payment => payment.MemberId == memberId && payment.PaidOn >= from).Select(payment => new PaymentLine(payment.Name, payment.Amount, payment.PaidOn)));

    private static readonly Func<PortalDbContext, Guid, DateTimeOffset, IAsyncEnumerable<AnswerLine>> Answers = EF.CompileAsyncQuery((PortalDbContext context, Guid memberId, DateTimeOffset from) =>
        context.Tickets.Where(ticket => ticket.MemberId == memberId && ticket.AnsweredAt >= from).Select(ticket => new AnswerLine(ticket.Id, ticket.Subject, ticket.AnsweredAt!.Value)));

    public async Task<IReadOnlyList<ActivityEntry>> ReadAsync(Guid memberId, CancellationToken cancellationToken = default)
    {
        var entries = (await StoryAsync(memberId, cancellationToken)).Select(line => Entry(line.At, line.Words)).ToList();
        var from = clock.Today.AddYears(-1);
        await foreach (var payment in Payments(context, memberId, from).WithCancellation(cancellationToken))
            entries.Add(new ActivityEntry(clock.StartOf(payment.PaidOn), Format.Date(payment.PaidOn), $"You paid {Format.Money(payment.Amount)}: {Payment.ShortName(payment.Name)}.", "/dues#history"));
        await foreach (var answer in Answers(context, memberId, clock.StartOf(from)).WithCancellation(cancellationToken))
            entries.Add(Entry(answer.At, $"The office answered: {answer.Subject}.", $"/support/{answer.Id}"));
        entries.AddRange((await board.LatestAsync(cancellationToken)).Take(3).Select(one => Entry(one.PublishedAt, $"News: {one.Title}.", "/news")));
        return [.. entries.OrderByDescending(entry => entry.At).Take(Length)];
    }

    // The record's own story is read anew when the record has moved on.
    private async Task<IReadOnlyList<StoryLine>> StoryAsync(Guid memberId, CancellationToken cancellationToken)
    {
        var (status, _) = await record.ReadAsync(memberId, cancellationToken);
        var state = (status.State, status.Since, status.LastSyncedAt);
        if (cache.TryGetValue((nameof(ActivityFeed), memberId), out Story? known) && known!.State == state)
            return known.Lines;

        var found = await journal.SearchAsync(new JournalQuery { Key = WorkKey.ForRecord(nameof(Member), memberId.ToString()), PageSize = 25 }, cancellationToken);
        var lines = found.Items.Select(entry => (entry.At, Words: ActivityWords.For(entry))).Where(line => line.Words is not null).Take(Length).Select(line => new StoryLine(line.At, line.Words!)).ToList();
        cache.Set((nameof(ActivityFeed), memberId), new Story(state, lines), Kept);
        return lines;
    }

    private ActivityEntry Entry(DateTimeOffset at, string words, string? href = null) => new(at, Format.Moment(clock, at), words, href);

    private sealed record Story((SyncState, DateTimeOffset?, DateTimeOffset?) State, IReadOnlyList<StoryLine> Lines);

    private sealed record StoryLine(DateTimeOffset At, string Words);

    private sealed record PaymentLine(string Name, decimal Amount, DateOnly PaidOn);

    private sealed record AnswerLine(Guid Id, string Subject, DateTimeOffset At);
}
