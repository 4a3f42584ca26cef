using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Mail;

internal sealed class MailOutbox(ISyncStore store, IOptions<MailOptions> options) : IMailOutbox
{
    /// <summary>The kind of mails.</summary>
    public const string Kind = "mail";

    public async Task<bool> QueueAsync(IStoreTransaction transaction, string key, OutgoingMail mail, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(mail);
        var work = new WorkKey(Kind, mail.Category, key);
        Check(mail);
        var added = await transaction.ExecuteAsync(
            """
            INSERT INTO sync_mail (key, category, message_id, recipient, subject, text_body, html_body, queued_at)
            VALUES (@key, @category, @message_id, @recipient, @subject, @text_body, @html_body, @now) ON CONFLICT (key) DO NOTHING
            """,
            cancellationToken,
            ("@key", work.ToString()), ("@category", mail.Category), ("@message_id", MessageId(work)), ("@recipient", mail.To), ("@subject", mail.Subject),
            ("@text_body", mail.Text), ("@html_body", mail.Html), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
        if (added == 0)
            return false;

        await transaction.MarkAsync([new MarkRequest(work, Lane.Payments, cause) { Delay = TimeSpan.Zero }], cancellationToken);
        return true;
    }

    public async Task<bool> QueueAsync(string key, OutgoingMail mail, Cause cause, CancellationToken cancellationToken = default)
    {
        var queued = false;
        await store.WriteAsync(async (transaction, token) => queued = await QueueAsync(transaction, key, mail, cause, token), cancellationToken);
        return queued;
    }

    // A line break in a header would be a second header.
    private static void Check(OutgoingMail mail)
    {
        if (string.IsNullOrWhiteSpace(mail.To) || mail.To.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("A mail goes to one address.", nameof(mail));
        if (mail.Subject.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("A subject has one line.", nameof(mail));
    }

    private string MessageId(WorkKey key) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())))[..40]}@{options.Value.MessageIdDomain}";
}
