namespace Connector.Salesforce.Mapping;

/// <summary>Finds the names that somebody may have meant.</summary>
internal static class NearMiss
{
    private const int Most = 3;

    /// <summary>A sentence's end: <c>; did you mean LastName?</c>, or a full stop.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var near = Find(name, known);
        return near.Count == 0 ? "." : $"; did you mean {string.Join(" or ", near)}?";
    }

    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known)
    {
        var wanted = Plain(name);
        return [.. known
            .Select(candidate => (candidate, distance: Distance(wanted, Plain(candidate))))
            .Where(pair => pair.distance <= Math.Max(1, wanted.Length / 4))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(Most)
            .Select(pair => pair.candidate)];
    }

    // last_name, LastName and Last_Name__c differ in nothing that anybody remembers.
    private static string Plain(string name)
    {
        if (name.EndsWith("__c", StringComparison.OrdinalIgnoreCase) || name.EndsWith("__r", StringComparison.OrdinalIgnoreCase))
            name = name[..^3];
        return name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
    }

    // Insertions, deletions, replacements and swapped neighbours.
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }
}
