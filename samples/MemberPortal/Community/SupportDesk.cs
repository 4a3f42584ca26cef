using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Mail;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Community;

/// <summary>Questions and answers. Each side is told by mail when the other has spoken.</summary>
internal sealed class SupportDesk(PortalDbContext context, FileStore files, IMailOutbox outbox, PublicAddress address, TimeProvider time)
{
    public const int MaxSubject = 120;
    public const int MaxBody = 4000;

    /// <summary>A member's own tickets, or with null everybody's: what waits first.</summary>
    public Task<List<Ticket>> ListAsync(Guid? memberId) => context.Tickets.AsNoTracking().Include(ticket => ticket.Member)
        .Where(ticket => memberId == null || ticket.MemberId == memberId)
        .OrderByDescending(ticket => ticket.IsOpen).ThenByDescending(ticket => ticket.ChangedAt).Take(100).ToListAsync();

    /// <summary>One ticket; a member finds only their own.</summary>
    public Task<Ticket?> FindAsync(Guid id, Guid? memberId) => context.Tickets.Include(ticket => ticket.Member).Include(ticket => ticket.Messages).ThenInclude(message => message.Files).AsSplitQuery()
        .FirstOrDefaultAsync(ticket => ticket.Id == id && (memberId == null || ticket.MemberId == memberId));

    /// <summary>A file of a conversation; a member finds only those of their own.</summary>
    public Task<TicketFile?> FindFileAsync(Guid ticketId, Guid fileId, Guid? memberId) => context.Tickets.AsNoTracking()
        .Where(ticket => ticket.Id == ticketId && (memberId == null || ticket.MemberId == memberId))
        .SelectMany(ticket => ticket.Messages).SelectMany(message => message.Files).FirstOrDefaultAsync(file => file.Id == fileId);

    /// <returns>The ticket, or what is wrong.</returns>
    public async Task<(Ticket? Ticket, string? Fault)> OpenAsync(Member member, string? subject, string? body, IFormFile? file)
    {
        if (string.IsNullOrWhiteSpace(subject) || subject.Trim().Length > MaxSubject || !IsBody(body))
            return (null, "Enter a subject, and what you want to know.");
        var (fault, name, contentType) = await CheckAsync(file);
        if (fault is not null)
            return (null, fault);

        var now = time.GetUtcNow();
        var ticket = new Ticket { MemberId = member.Id, Subject = subject.Trim(), OpenedAt = now, ChangedAt = now };
        var message = Message(ticket, $"{member.FirstName} {member.LastName}", fromOffice: false, body!);
        await AttachAsync(message, file, name, contentType);
        ticket.Messages.Add(message);
        context.Add(ticket);
        await context.SaveChangesAsync();
        await TellAsync(ticket, address.OfficeEmail, "A member has a question", $"{ticket.Subject}. Asked by {member.FirstName} {member.LastName}.");
        return (ticket, null);
    }

    /// <returns>What is wrong; null when it is said.</returns>
    public async Task<string?> AnswerAsync(Ticket ticket, string author, bool fromOffice, string? body, bool closes, IFormFile? file)
    {
        if (!IsBody(body))
            return "Enter your answer.";
        var (fault, name, contentType) = await CheckAsync(file);
        if (fault is not null)
            return fault;

        var message = Message(ticket, author, fromOffice, body!);
        await AttachAsync(message, file, name, contentType);
        context.Add(message);
        ticket.Messages.Add(message);
        ticket.ChangedAt = message.At;
        ticket.IsOpen = !closes;
        if (fromOffice)
            ticket.AnsweredAt = message.At;
        await context.SaveChangesAsync();
        await TellAsync(ticket, fromOffice ? ticket.Member!.Email : address.OfficeEmail,
            fromOffice ? "The office has answered you" : "A member has answered", $"{ticket.Subject}. There is something new in the conversation.");
        return null;
    }

    // A browser sends an empty file where none was chosen.
    private static async Task<(string? Fault, string Name, string ContentType)> CheckAsync(IFormFile? file) => file is null or { Length: 0, FileName: "" } ? (null, "", "") : await FileStore.CheckAsync(file);

    private async Task AttachAsync(TicketMessage message, IFormFile? file, string name, string contentType)
    {
        if (name.Length == 0)
            return;

        var attached = new TicketFile { MessageId = message.Id, FileName = name, ContentType = contentType, Size = file!.Length };
        await files.StoreAsync(attached.Id, file);
        message.Files.Add(attached);
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
