using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Mail;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Community;

/// <summary>Sends news to those who agreed to it, each once.</summary>
internal sealed class NewsMail(PortalDbContext context, IMailOutbox outbox, PublicAddress address)
{
    public async Task SendAsync(Announcement news, CancellationToken cancellationToken = default)
    {
        var template = new MailTemplate(news.Title, news.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), "Read it at Longtable", address.Of("/news"),
            $"You get this because you asked for news. To stop it, clear the tick at {address.Of("/privacy")}.");
        var (text, html) = (template.ToText(), template.ToHtml());
        var readers = await context.Users.AsNoTracking().Where(user => user.NewsConsentAt != null && user.EmailConfirmed).Select(user => new { user.Id, user.Email }).ToListAsync(cancellationToken);
        foreach (var reader in readers)
        {
            await outbox.QueueAsync($"{news.Id:N}:{reader.Id:N}", new OutgoingMail { To = reader.Email!, Subject = news.Title.ReplaceLineEndings(" "), Category = "news", Text = text, Html = html },
                new Cause("user"), cancellationToken);
        }
    }
}
