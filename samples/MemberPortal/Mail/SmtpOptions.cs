namespace MemberPortal.Mail;

/// <summary>The mail server, section <c>Mail</c>. Without a host, mails are captured in Development, and elsewhere the start stops.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Mail";

    /// <summary>The server's name. Required outside Development.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>StartTls</c> (the default), <c>Tls</c> from the first byte, or <c>None</c>, which is taken on this machine only.</summary>
    public string Security { get; set; } = "StartTls";

    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>Whom mails come from. Default <c>Longtable &lt;members@longtable.example&gt;</c>.</summary>
    public string From { get; set; } = "Longtable <members@longtable.example>";

    /// <summary>How long one conversation may take. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
