using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Mail;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Community;

/// <summary>Questions and answers. Each side is told by mail when the other has spoken.</summary>
internal sealed class SupportDesk(PortalDbContext context, IMailOutbox outbox, PublicAddress address, TimeProvider time)
{
    public const int MaxSubject = 120;
    public const int MaxBody = 4000;

    /// <summary>A member's own tickets, or with null everybody's: what waits first.</summary>
    public Task<List<Ticket>> ListAsync(Guid? memberId) => context.Tickets.AsNoTracking().Include(ticket => ticket.Member)
        .Where(ticket => memberId == null || ticket.MemberId == memberId)
        .OrderByDescending(ticket => ticket.IsOpen).ThenByDescending(ticket => ticket.ChangedAt).Take(100).ToListAsync();

    /// <summary>One ticket; a member finds only their own.</summary>
    public Task<Ticket?> FindAsync(Guid id, Guid? memberId) => context.Tickets.Include(ticket => ticket.Member).Include(ticket => ticket.Messages)
        .FirstOrDefaultAsync(ticket => ticket.Id == id && (memberId == null || ticket.MemberId == memberId));

    /// <returns>The ticket; null when subject or text is missing or too long.</returns>
    public async Task<Ticket?> OpenAsync(Member member, string? subject, string? body)
    {
        if (string.IsNullOrWhiteSpace(subject) || subject.Trim().Length > MaxSubject || !IsBody(body))
            return null;

        var now = time.GetUtcNow();
        var ticket = new Ticket { MemberId = member.Id, Subject = subject.Trim(), OpenedAt = now, ChangedAt = now };
        ticket.Messages.Add(Message(ticket, $"{member.FirstName} {member.LastName}", fromOffice: false, body!));
        context.Add(ticket);
        await context.SaveChangesAsync();
        await TellAsync(ticket, address.OfficeEmail, "A member has a question", $"{ticket.Subject}. Asked by {member.FirstName} {member.LastName}.");
        return ticket;
    }

    /// <returns>False when the text is missing or too long.</returns>
    public async Task<bool> AnswerAsync(Ticket ticket, string author, bool fromOffice, string? body, bool closes)
    {
        if (!IsBody(body))
            return false;

        var message = Message(ticket, author, fromOffice, body!);
        context.Add(message);
        ticket.Messages.Add(message);
        ticket.ChangedAt = message.At;
        ticket.IsOpen = !closes;
        await context.SaveChangesAsync();
        await TellAsync(ticket, fromOffice ? ticket.Member!.Email : address.OfficeEmail,
            fromOffice ? "The office has answered you" : "A member has answered", $"{ticket.Subject}. There is something new in the conversation.");
        return true;
    }

    private static bool IsBody(string? body) => !string.IsNullOrWhiteSpace(body) && body.Length <= MaxBody;

    private TicketMessage Message(Ticket ticket, string author, bool fromOffice, string body) => new()
    {
        TicketId = ticket.Id, AuthorName = author, FromOffice = fromOffice, Body = body.Trim().ReplaceLineEndings("\n"), At = time.GetUtcNow(),
    };

    // What was said stays on the site; the mail only calls.
    private Task<bool> TellAsync(Ticket ticket, string to, string heading, string line)
    {
        var template = new MailTemplate(heading + ".", [line], "Read it", address.Of($"/support/{ticket.Id}"));
        return outbox.QueueAsync(ticket.Messages.Max(message => message.Id).ToString(),
            new OutgoingMail { To = to, Subject = heading, Category = "support", Text = template.ToText(), Html = template.ToHtml() }, new Cause("user"));
    }
}
