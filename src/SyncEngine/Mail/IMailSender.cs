namespace SyncEngine.Mail;

/// <summary>Hands one mail to a mail server. The site implements it with the mail library of its choice.</summary>
public interface IMailSender
{
    /// <summary>Returns once the server has taken the mail over, and not before.</summary>
    /// <exception cref="MailException">The server did not take it; the class says whether to try again. Any other exception counts as passing.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken = default);
}
