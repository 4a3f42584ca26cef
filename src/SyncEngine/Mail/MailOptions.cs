namespace SyncEngine.Mail;

/// <summary>How mails are queued. Read from the section <c>SyncEngine:Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>The domain in every Message-ID: the site's own. Default <c>localhost</c>.</summary>
    public string MessageIdDomain { get; set; } = "localhost";
}
