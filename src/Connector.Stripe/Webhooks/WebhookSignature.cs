using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Stripe.Webhooks;

/// <summary>Checks <c>Stripe-Signature: t=…,v1=…</c>. Pure: no clock but the one given, no exception for any input.</summary>
public static class WebhookSignature
{
    private const int MaxHeaderLength = 4096;

    /// <summary>
    /// Checks a delivery. Any of several <c>v1</c> may match any of several secrets, as while a secret is rotated; other schemes are ignored.
    /// The comparison takes the same time whatever it finds.
    /// </summary>
    /// <param name="header">The header as it came; null when there was none.</param>
    /// <param name="body">The body, byte for byte.</param>
    /// <param name="secrets">The endpoint's secrets, <c>whsec_…</c>.</param>
    /// <param name="tolerance">How far <c>t</c> may be from <paramref name="now"/>, into the past and into the future.</param>
    /// <param name="now">The present time.</param>
    public static WebhookSignatureResult Verify(
        string? header, ReadOnlySpan<byte> body, IEnumerable<string> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (string.IsNullOrWhiteSpace(header))
            return WebhookSignatureResult.HeaderMissing;
        if (header.Length > MaxHeaderLength || !TryRead(header, out var timestamp, out var signatures))
            return WebhookSignatureResult.HeaderMalformed;

        // The timestamp is signed as it was written.
        var signed = Encoding.UTF8.GetBytes(timestamp + ".");
        var matches = false;
        foreach (var secret in secrets)
        {
            var expected = Compute(secret, signed, body);
            foreach (var signature in signatures)
                matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        if (!matches)
            return WebhookSignatureResult.NoMatch;

        // Signed by us and still no time that can be: a number too long, or not within what a date can hold.
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return WebhookSignatureResult.HeaderMalformed;

        var age = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return age > tolerance ? WebhookSignatureResult.TooOld
            : age < -tolerance ? WebhookSignatureResult.TooNew
            : WebhookSignatureResult.Valid;
    }

    /// <summary>Signs a body as Stripe does; for tests and simulators.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={timestamp},v1={Convert.ToHexStringLower(Compute(secret, Encoding.UTF8.GetBytes(timestamp + "."), body))}";
    }

    private static byte[] Compute(string secret, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(prefix);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static bool TryRead(string header, out string timestamp, out List<byte[]> signatures)
    {
        timestamp = "";
        signatures = [];
        foreach (var part in header.Split(','))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0)
                continue;

            var (name, value) = (part[..separator].Trim(), part[(separator + 1)..].Trim());
            if (name == "t")
                timestamp = value;
            else if (name == "v1" && value.Length == 64 && value.All(char.IsAsciiHexDigit))
                signatures.Add(Convert.FromHexString(value));
        }

        return timestamp.Length > 0 && timestamp.All(char.IsAsciiDigit) && signatures.Count > 0;
    }
}
