using System.Globalization;
using Connector.Stripe.Billing;
using Connector.Stripe.Subscriptions;
using Microsoft.AspNetCore.DataProtection;

namespace MemberPortal.Payments;

/// <summary>Carries a previewed change of tier through the form on which the member confirms it: what was shown is what is charged.</summary>
internal sealed class TierOffers(IDataProtectionProvider protection)
{
    /// <summary>How long the sum holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("MemberPortal.TierOffer").ToTimeLimitedDataProtector();

    public string Seal(TierChangePreview preview) => _protector.Protect(
        string.Create(CultureInfo.InvariantCulture, $"{preview.PriceId}|{preview.At?.ToUnixTimeSeconds()}|{preview.DueNow.MinorUnits}|{preview.DueNow.Currency.Code}"), Lifetime);

    /// <returns>Null when it is not ours, or too old.</returns>
    public TierChangePreview? Open(string? offer)
    {
        try
        {
            return string.IsNullOrEmpty(offer) || _protector.Unprotect(offer).Split('|') is not [var price, var at, var due, var currency]
                ? null
                : new TierChangePreview(price, new Money(long.Parse(due, CultureInfo.InvariantCulture), new Currency(currency)),
                    at.Length == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture)), []);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
