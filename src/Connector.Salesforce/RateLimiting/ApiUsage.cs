using System.Globalization;

namespace Connector.Salesforce.RateLimiting;

/// <summary>The whole org's use of its rolling 24-hour allocation, other integrations' calls included.</summary>
/// <param name="Used">Calls used.</param>
/// <param name="Max">Calls allowed.</param>
public sealed record ApiUsage(long Used, long Max)
{
    /// <summary>Calls left; never below zero.</summary>
    public long Remaining => Math.Max(0, Max - Used);

    /// <summary>Reads <c>Sforce-Limit-Info</c>: <c>api-usage=18/5000</c>, other entries beside it ignored; null when there is none.</summary>
    public static ApiUsage? Parse(string? header)
    {
        foreach (var part in (header ?? "").Split([';', ','], StringSplitOptions.TrimEntries))
        {
            if (!part.StartsWith("api-usage=", StringComparison.OrdinalIgnoreCase))
                continue;

            var numbers = part["api-usage=".Length..].Split('/');
            if (numbers.Length == 2
                && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var used)
                && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var max))
                return new ApiUsage(used, max);
        }

        return null;
    }
}
