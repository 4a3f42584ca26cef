namespace Simulator.SalesforceOrg.Records;

/// <summary>Ids of 15 characters, case-sensitive, and of 18, with a suffix that tells the case. Kept and compared in the long form.</summary>
internal static class SalesforceIds
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Suffix = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /// <summary>The middle of every id of this org: the instance and the reserved character.</summary>
    private const string Instance = "5g0000";

    /// <summary>The 18 characters of a well-formed id, or null.</summary>
    public static string? Normalize(string? id)
    {
        if (id is not { Length: 15 or 18 } || !id.All(char.IsAsciiLetterOrDigit))
            return null;
        if (id.Length == 15)
            return id + Checksum(id);

        var suffix = Checksum(id.AsSpan(0, 15));
        if (suffix.Equals(id[15..], StringComparison.OrdinalIgnoreCase))
            return id[..15] + suffix;

        // A client that changed the case of 18 characters is understood by the suffix, which is what it is for.
        var restored = Restore(id);
        return restored is not null && Checksum(restored).Equals(id[15..], StringComparison.OrdinalIgnoreCase) ? restored + id[15..].ToUpperInvariant() : null;
    }

    public static string Make(string keyPrefix, long number)
    {
        Span<char> digits = stackalloc char[15 - 3 - 6];
        for (var at = digits.Length - 1; at >= 0; at--, number /= 62)
            digits[at] = Base62[(int)(number % 62)];
        var id = string.Concat(keyPrefix, Instance, digits);
        return id + Checksum(id);
    }

    /// <summary>The number in an id of this org; 0 for an id from elsewhere.</summary>
    public static long Number(string id)
    {
        if (!id.AsSpan(3).StartsWith(Instance, StringComparison.Ordinal))
            return 0;

        long number = 0;
        foreach (var c in id.AsSpan(9, 6))
            number = (number * 62) + Base62.IndexOf(c, StringComparison.Ordinal);
        return number;
    }

    public static string Checksum(ReadOnlySpan<char> id)
    {
        Span<char> suffix = stackalloc char[3];
        for (var block = 0; block < 3; block++)
        {
            var bits = 0;
            for (var at = 0; at < 5; at++)
            {
                if (char.IsAsciiLetterUpper(id[(block * 5) + at]))
                    bits |= 1 << at;
            }

            suffix[block] = Suffix[bits];
        }

        return suffix.ToString();
    }

    private static string? Restore(string id)
    {
        var letters = id[..15].ToCharArray();
        for (var block = 0; block < 3; block++)
        {
            var bits = Suffix.IndexOf(char.ToUpperInvariant(id[15 + block]), StringComparison.Ordinal);
            if (bits < 0)
                return null;
            for (var at = block * 5; at < (block * 5) + 5; at++)
                letters[at] = (bits & (1 << (at % 5))) != 0 ? char.ToUpperInvariant(letters[at]) : char.ToLowerInvariant(letters[at]);
        }

        return new string(letters);
    }
}
