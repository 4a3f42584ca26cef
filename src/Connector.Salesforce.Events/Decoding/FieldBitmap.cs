using System.Globalization;
using System.Numerics;

namespace Connector.Salesforce.Events.Decoding;

/// <summary>
/// Reads the bitmaps of a change event's header: <c>["0x650004E0", "4-0x10"]</c>. The lowest bit is field 0; <c>n-0x…</c> is about the children of field n.
/// Source: Change Data Capture Developer Guide; Pub/Sub API, "Event Deserialization Considerations".
/// </summary>
internal static class FieldBitmap
{
    /// <summary>The places that are named: a field's, and its child's where the field is compound.</summary>
    /// <exception cref="FormatException">An entry is no bitmap.</exception>
    public static IEnumerable<(int Field, int? Child)> Places(IEnumerable<string> bitmaps)
    {
        foreach (var bitmap in bitmaps)
        {
            var dash = bitmap.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0)
            {
                foreach (var field in Bits(bitmap))
                    yield return (field, null);
                continue;
            }

            var parent = int.Parse(bitmap.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture);
            foreach (var child in Bits(bitmap[(dash + 1)..]))
                yield return (parent, child);
        }
    }

    private static IEnumerable<int> Bits(string hex)
    {
        if (!hex.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || hex.Length is 2 or > 2050)
            throw new FormatException("A bitmap begins with 0x and has hexadecimal digits.");

        // The zero in front keeps the highest bit from being taken for a sign.
        var bits = BigInteger.Parse("0" + hex[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        for (var place = 0; !bits.IsZero; place++, bits >>= 1)
        {
            if (!bits.IsEven)
                yield return place;
        }
    }
}
