using System.Globalization;
using MemberPortal.Hosting;
using Microsoft.Extensions.Options;
using MimeKit;
using SyncEngine.Mail;

namespace MemberPortal.Mail;

/// <summary>Keeps mails in a folder instead of sending them: Development's mail server. A mail with a known Message-ID is kept once.</summary>
internal sealed class CapturedMails(PortalSettings settings, IOptions<SmtpOptions> options, TimeProvider time) : IMailSender
{
    private string Folder => Path.Combine(settings.DataPath, "mail");

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken = default)
    {
        using var message = MimeMails.Of(mail, options.Value.From, time.GetUtcNow());
        Directory.CreateDirectory(Folder);
        var stamp = message.Date.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
        var name = $"{stamp}-{string.Concat((message.MessageId ?? "").TakeWhile(char.IsAsciiLetterOrDigit))}.eml";
        if (Directory.EnumerateFiles(Folder, $"*-{name[(stamp.Length + 1)..]}").Any())
            return;

        // Whole or not at all, however the process ends.
        var draft = Path.Combine(Folder, $"{Guid.NewGuid():N}.tmp");
        await message.WriteToAsync(draft, cancellationToken);
        File.Move(draft, Path.Combine(Folder, name));
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<CapturedMail> List() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*.eml").OrderDescending(StringComparer.Ordinal).Select(Read)]
        : [];

    public CapturedMail? Find(string id) => List().FirstOrDefault(mail => mail.Id == id);

    private static CapturedMail Read(string path)
    {
        using var message = MimeMessage.Load(path);
        return new CapturedMail(Path.GetFileNameWithoutExtension(path), message.To.ToString(), message.Subject ?? "", message.Date, message.MessageId ?? "", message.TextBody ?? "", message.HtmlBody);
    }
}
