namespace MemberPortal.Accounts;

/// <summary>What the sign-in page sends.</summary>
public sealed class SignInInput
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    public bool Stay { get; set; }
}
