using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Simulator.SalesforceOrg.Authentication;

/// <summary>
/// Checks a JWT bearer assertion as the token endpoint does: RS256 by a registered certificate, issuer, audience, expiry, subject. Expiry is
/// judged by real time and by the simulator's clock, whichever suits the caller: a client need not know that the clock was moved.
/// </summary>
internal sealed class AssertionCheck(SalesforceOrgOptions options, SimulatorClock clock)
{
    // Three minutes by the documentation, and as much again for a caller's wrong clock.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(6);
    private static readonly string[] Audiences = ["https://login.salesforce.com", "https://test.salesforce.com"];

    /// <summary>Null for a good assertion, otherwise the error and its description.</summary>
    public (string Error, string Description)? Check(string assertion, string ownAddress)
    {
        if (assertion.Split('.') is not [var header, var payload, var signature]
            || Read(header) is not { } head || Read(payload) is not { } claims || Text(head, "alg") != "RS256")
        {
            return ("invalid_grant", "invalid assertion");
        }

        if (Text(claims, "iss") != options.ConsumerKey)
            return ("invalid_client_id", "client identifier invalid");
        if (!IsSigned(Encoding.ASCII.GetBytes($"{header}.{payload}"), Bytes(signature)))
            return ("invalid_grant", "invalid assertion");
        if (!IsAudience(Text(claims, "aud"), ownAddress))
            return ("invalid_grant", "audience is invalid");
        if (!claims.TryGetProperty("exp", out var exp) || exp.ValueKind != JsonValueKind.Number || !exp.TryGetDouble(out var seconds) || Math.Abs(seconds) > 1e14)
            return ("invalid_grant", "invalid assertion");

        // Salesforce's own command-line tool sends milliseconds, 300 of them ahead, and is let in.
        var expires = seconds > 1e11 ? DateTimeOffset.UnixEpoch.AddMilliseconds(seconds).AddMinutes(1) : DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        DateTimeOffset[] nows = [TimeProvider.System.GetUtcNow(), clock.GetUtcNow()];
        if (!Array.Exists(nows, now => expires > now))
            return ("invalid_grant", "expired authorization code");
        if (!Array.Exists(nows, now => expires > now && expires <= now + MaxAhead))
            return ("invalid_grant", "invalid assertion");

        return string.Equals(Text(claims, "sub") ?? Text(claims, "prn"), options.Username, StringComparison.OrdinalIgnoreCase)
            ? null
            : ("invalid_grant", "user hasn't approved this consumer");
    }

    private bool IsSigned(byte[] signed, byte[]? signature)
    {
        if (signature is null)
            return false;

        foreach (var pem in options.Certificates)
        {
            using var key = SalesforceOrgOptions.ReadPublicKey(pem);
            if (key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                return true;
        }

        return false;
    }

    private static bool IsAudience(string? audience, string ownAddress) =>
        audience is not null && (Audiences.Contains(audience)
            || (audience.StartsWith("https://", StringComparison.Ordinal) && audience.EndsWith(".my.salesforce.com", StringComparison.Ordinal))
            || audience.TrimEnd('/').Equals(ownAddress, StringComparison.OrdinalIgnoreCase));

    private static JsonElement? Read(string part)
    {
        try
        {
            return Bytes(part) is { } bytes && JsonSerializer.Deserialize<JsonElement>(bytes) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part) => Base64Url.IsValid(part) ? Base64Url.DecodeFromChars(part) : null;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
