using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace MemberPortal.Browser;

/// <summary>An authenticator app, written apart from the portal's own code: RFC 6238 with HMAC-SHA-1, six digits, 30 seconds.</summary>
internal static class Authenticator
{
    [SuppressMessage("Security", "CA5350", Justification = "The algorithm of the RFC and of every authenticator app.")]
    public static string CodeAt(string base32Key, DateTimeOffset at)
    {
        var bits = string.Concat(base32Key.ToUpperInvariant().Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, at.ToUnixTimeSeconds() / 30);
        var hash = HMACSHA1.HashData(key, counter);
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & int.MaxValue) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
