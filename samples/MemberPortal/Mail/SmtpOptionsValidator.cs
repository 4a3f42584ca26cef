using Microsoft.Extensions.Options;
using MimeKit;

namespace MemberPortal.Mail;

/// <summary>One line for each fault: which setting, what it was, what is allowed.</summary>
internal sealed class SmtpOptionsValidator(IHostEnvironment environment) : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(SmtpOptions options)
    {
        if (!MailboxAddress.TryParse(options.From, out _))
            yield return $"Mail:From is '{options.From}'; it must be an address such as Longtable <members@longtable.example>.";
        if (string.IsNullOrWhiteSpace(options.Host))
        {
            if (!environment.IsDevelopment())
                yield return "Mail:Host is missing; it is the mail server's name.";
            yield break;
        }

        if (options.Port is < 1 or > 65535)
            yield return $"Mail:Port is {options.Port}; it must be 1 to 65535.";
        if (options.Security is not ("StartTls" or "Tls" or "None"))
            yield return $"Mail:Security is '{options.Security}'; it must be StartTls, Tls or None.";
        if (options.Security == "None" && !IsThisMachine(options.Host))
            yield return $"Mail:Security is None for '{options.Host}'; an unencrypted connection may only go to this machine.";
        if (options.Username is null != options.Password is null)
            yield return $"Mail:{(options.Username is null ? "Username" : "Password")} is missing; user name and password go together.";
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(10))
            yield return $"Mail:Timeout is {options.Timeout}; it must be between 0 and 10 minutes.";
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
