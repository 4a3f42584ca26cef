using MemberPortal.Members;

namespace MemberPortal.Accounts;

/// <summary>What the registration page sends.</summary>
public sealed class RegisterInput
{
    public const int MaxEmail = 80;

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>A kitchen's invitation, as its link carries it.</summary>
    public string? Invitation { get; set; }

    /// <summary>What is wrong, by property; empty when nothing is. The password's own rules are Identity's.</summary>
    public Dictionary<string, string> Faults()
    {
        var faults = new ProfileInput { FirstName = FirstName, LastName = LastName }.Faults();
        if (EmailFault(Email) is { } fault)
            faults[nameof(Email)] = fault;
        if (string.IsNullOrEmpty(Password))
            faults[nameof(Password)] = "Choose a password.";
        return faults;
    }

    public static string? EmailFault(string? email)
    {
        if (string.IsNullOrWhiteSpace(email))
            return "Enter your e-mail address.";
        if (email.Trim().Length > MaxEmail)
            return $"The address can have at most {MaxEmail} characters.";
        return MimeKit.MailboxAddress.TryParse(email.Trim(), out var address) && address.Address == email.Trim() && address.Address.Contains('@', StringComparison.Ordinal)
            && address.Domain.Contains('.', StringComparison.Ordinal)
            ? null
            : "Enter an e-mail address such as name@example.org.";
    }
}
