using MimeKit;
using MimeKit.Utils;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Mail;

/// <summary>A mail in the form it travels in.</summary>
internal static class MimeMails
{
    /// <exception cref="MailException">The address is none.</exception>
    public static MimeMessage Of(OutgoingMail mail, string from, DateTimeOffset now)
    {
        if (!MailboxAddress.TryParse(mail.To, out var to))
            throw new MailException(FailureClass.Data, "The address is not one that mail can be sent to.", "Correct the address and retry.");

        return new MimeMessage
        {
            From = { MailboxAddress.Parse(from) },
            To = { to },
            Subject = mail.Subject,
            Date = now,
            MessageId = mail.MessageId.Length > 0 ? mail.MessageId : MimeUtils.GenerateMessageId(),
            Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
            Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody(),
        };
    }
}
