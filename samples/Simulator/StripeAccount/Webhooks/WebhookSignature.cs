using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Simulator.StripeAccount.Webhooks;

/// <summary>The <c>Stripe-Signature</c> header of one delivery attempt. Pure.</summary>
internal static class WebhookSignature
{
    public static string Sign(string body, DateTimeOffset at, params ReadOnlySpan<string> secrets)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var header = new StringBuilder($"t={time}");
        foreach (var secret in secrets)
            header.Append(",v1=").Append(Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"))));
        return header.ToString();
    }
}
