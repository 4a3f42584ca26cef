using System.Globalization;

namespace Connector.Salesforce.RateLimiting;

/// <summary>
/// The org's use of its rolling 24-hour API allocation, other integrations included, as an answer's <c>Sforce-Limit-Info</c> tells it.
/// </summary>
/// <param name="Used">Calls used.</param>
/// <param name="Max">Calls allowed.</param>
public sealed record ApiUsage(long Used, long Max)
{
    /// <summary>Calls used in the short burst window; null when Salesforce does not tell.</summary>
    public long? BurstUsed { get; init; }

    /// <summary>Calls allowed in the short burst window; null when Salesforce does not tell.</summary>
    public long? BurstMax { get; init; }

    /// <summary>When the answer came.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Calls left.</summary>
    public long Remaining => Math.Max(0, Max - Used);

    /// <summary>Reads the header, such as <c>api-usage=10018/100000; api-bursts=1/750</c>; null when it holds no usage.</summary>
    public static ApiUsage? Parse(string? header, DateTimeOffset at = default)
    {
        if (header is null)
            return null;

        (long Used, long Max)? usage = null, bursts = null;
        foreach (var part in header.Split([';', ',']))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || ReadFraction(part[(equals + 1)..]) is not { } fraction)
                continue;
            switch (part[..equals].Trim().ToUpperInvariant())
            {
                case "API-USAGE":
                    usage = fraction;
                    break;
                case "API-BURSTS":
                    bursts = fraction;
                    break;
            }
        }

        return usage is { } daily
            ? new ApiUsage(daily.Used, daily.Max) { BurstUsed = bursts?.Used, BurstMax = bursts?.Max, At = at }
            : null;
    }

    // "17/250(appName=x)" has a tail that is of no use here.
    private static (long Used, long Max)? ReadFraction(string text)
    {
        var tail = text.IndexOf('(', StringComparison.Ordinal);
        var numbers = (tail < 0 ? text : text[..tail]).Split('/');
        return numbers.Length == 2
            && long.TryParse(numbers[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var used)
            && long.TryParse(numbers[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var max)
            && max > 0
            ? (used, max)
            : null;
    }
}
