using Microsoft.AspNetCore.DataProtection;

namespace MemberPortal.Members;

/// <summary>The links by which a kitchen invites: who joins by one belongs to the kitchen once their address is confirmed.</summary>
internal sealed class Invitations(IDataProtectionProvider protection)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("MemberPortal.Invitation").ToTimeLimitedDataProtector();

    public string Seal(Guid organizationId, string email) => _protector.Protect($"{organizationId}|{email}", Lifetime);

    /// <returns>The kitchen and the address that was invited; null when the link is none of ours, cut short, or too old.</returns>
    public (Guid OrganizationId, string Email)? Open(string? token)
    {
        try
        {
            return !string.IsNullOrEmpty(token) && _protector.Unprotect(token).Split('|', 2) is [var id, var email] && Guid.TryParse(id, out var organization) ? (organization, email) : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
