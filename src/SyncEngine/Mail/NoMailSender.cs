using SyncEngine.Model;

namespace SyncEngine.Mail;

/// <summary>Stands in while a site has named no sender: mails wait, and one alert says why.</summary>
internal sealed class NoMailSender : IMailSender
{
    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken = default) =>
        throw new MailException(FailureClass.Schema, "The site has no mail sender; mails wait.", "Register an IMailSender.");
}
