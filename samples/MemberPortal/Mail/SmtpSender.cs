using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Mail;

/// <summary>Hands mails to the server of the settings, one conversation each: the outbox sends few, and a kept connection goes stale.</summary>
internal sealed class SmtpSender(IOptions<SmtpOptions> options, TimeProvider time) : IMailSender
{
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken = default)
    {
        var settings = options.Value;
        using var message = MimeMails.Of(mail, settings.From, time.GetUtcNow());
        using var client = new SmtpClient { Timeout = (int)settings.Timeout.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Host!, settings.Port, SecurityOf(settings), cancellationToken);
            if (settings.Username is not null)
                await client.AuthenticateAsync(settings.Username, settings.Password!, cancellationToken);
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException exception)
        {
            throw Refused(exception);
        }
        catch (Exception exception) when (exception is AuthenticationException or SslHandshakeException or MailKit.ServiceNotAuthenticatedException)
        {
            throw new MailException(FailureClass.Authentication, "The mail server refused the sign-in or its certificate is not trusted.",
                "Check Mail:Username, Mail:Password and Mail:Security.", exception);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or SmtpProtocolException or TimeoutException or MailKit.ServiceNotConnectedException)
        {
            throw new MailException(FailureClass.Transient, "The mail server cannot be reached.", "Check Mail:Host and Mail:Port if it stays so.", exception);
        }

        // The mail is the server's now; a farewell that fails changes nothing.
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SmtpProtocolException or System.Net.Sockets.SocketException)
        {
        }
    }

    private static SecureSocketOptions SecurityOf(SmtpOptions settings) => settings.Security switch
    {
        "None" => SecureSocketOptions.None,
        "Tls" => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    // RFC 5321: 4xx may pass, 5xx stays; 53x is about the sign-in. The server's own text may quote the address and is left out.
    private static MailException Refused(SmtpCommandException exception) => (int)exception.StatusCode switch
    {
        >= 400 and < 500 => new(FailureClass.Transient, $"The mail server put the mail off ({(int)exception.StatusCode}).", null, exception),
        530 or 534 or 535 or 538 => new(FailureClass.Authentication, $"The mail server wants another sign-in ({(int)exception.StatusCode}).",
            "Check Mail:Username and Mail:Password.", exception),
        _ => new(FailureClass.Data, $"The mail server refused the mail ({(int)exception.StatusCode}).", "Check the address, then retry.", exception),
    };
}
