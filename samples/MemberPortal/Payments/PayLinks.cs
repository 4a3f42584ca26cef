using Connector.Stripe;
using MemberPortal.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using SyncEngine.Stripe;

namespace MemberPortal.Payments;

/// <summary>Links in mails by which a payer pays without signing in. They open the way to paying and to nothing else.</summary>
internal sealed class PayLinks(IDataProtectionProvider protection, PortalSettings settings, IOptions<StripeMembershipOptions> options)
{
    /// <summary>How long a link works: from the first reminder to the end of the grace and beyond.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("MemberPortal.PayLink").ToTimeLimitedDataProtector();

    /// <summary>The link's address; null when the site does not know its own.</summary>
    public Uri? For(StripeOwner owner) => (settings.Options.PublicUrl ?? options.Value.MembershipUrl) is { } site ? new Uri(site, $"/pay/{_protector.Protect(owner.ToString(), Lifetime)}") : null;

    /// <returns>Null when the link is none of ours, cut short, or too old.</returns>
    public StripeOwner? Open(string? token)
    {
        try
        {
            return !string.IsNullOrEmpty(token) && StripeOwner.TryParse(_protector.Unprotect(token), out var owner) ? owner : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
