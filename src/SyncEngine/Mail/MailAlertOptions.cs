namespace SyncEngine.Mail;

/// <summary>Who is told by mail what cannot mend itself. Read from the section <c>SyncEngine:Alerts</c>.</summary>
public sealed class MailAlertOptions
{
    /// <summary>The addresses. Default none: alerts go to the log alone.</summary>
    public IList<string> To { get; } = [];

    /// <summary>The control room's full address, to which each mail leads; null for no link.</summary>
    public Uri? ControlRoom { get; set; }

    /// <summary>The site's name, at the beginning of each subject. Default <c>Sync</c>.</summary>
    public string Name { get; set; } = "Sync";
}
