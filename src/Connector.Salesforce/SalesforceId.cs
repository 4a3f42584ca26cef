using System.Diagnostics.CodeAnalysis;

namespace Connector.Salesforce;

/// <summary>
/// A record's id. Salesforce writes it with 15 case-sensitive characters or with 18, the last three being a checksum of the case;
/// both name the same record, and both are equal here. Source: Salesforce, "Record ID formats".
/// </summary>
public readonly record struct SalesforceId : IParsable<SalesforceId>
{
    private const string Checksum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private SalesforceId(string value) => Value = value;

    /// <summary>The 18-character form.</summary>
    public string Value { get; }

    /// <summary>The first three characters, which tell the object: 001 Account, 003 Contact, 006 Opportunity, 005 User.</summary>
    public string KeyPrefix => Value[..3];

    /// <summary>Reads either form.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static SalesforceId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a Salesforce id: it has 15 or 18 letters and digits.");

    /// <summary>Reads either form; false when it is neither, or when an 18-character form has a wrong checksum.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out SalesforceId result) => TryParse(s, null, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SalesforceId result)
    {
        result = default;
        if (s is not { Length: 15 or 18 } || !s.All(char.IsAsciiLetterOrDigit))
            return false;

        var full = string.Concat(s.AsSpan(0, 15), Suffix(s.AsSpan(0, 15)));
        if (s.Length == 18 && !s.Equals(full, StringComparison.OrdinalIgnoreCase))
            return false;
        if (s.Length == 18 && !s.AsSpan(0, 15).SequenceEqual(full.AsSpan(0, 15)))
            return false;

        result = new SalesforceId(full);
        return true;
    }

    /// <summary>The 18-character form.</summary>
    public override string ToString() => Value ?? "";

    // Each suffix character encodes which of five characters are upper case, lowest bit first.
    private static string Suffix(ReadOnlySpan<char> id)
    {
        Span<char> suffix = stackalloc char[3];
        for (var group = 0; group < 3; group++)
        {
            var bits = 0;
            for (var place = 0; place < 5; place++)
            {
                if (char.IsAsciiLetterUpper(id[(group * 5) + place]))
                    bits |= 1 << place;
            }

            suffix[group] = Checksum[bits];
        }

        return suffix.ToString();
    }
}
