namespace Simulator.StripeAccount.Billing;

/// <summary>Ends of billing periods, counted from the anchor so that the 31st comes back after a short month. Pure.</summary>
internal static class BillingCycle
{
    /// <summary>The first boundary after the given time.</summary>
    public static long Next(long anchor, long after, string interval, long count)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(anchor);
        var step = Guess(anchor, after, interval, count);
        while (step > 0 && Add(start, interval, count * (step - 1)).ToUnixTimeSeconds() > after)
            step--;
        while (true)
        {
            var boundary = Add(start, interval, count * step).ToUnixTimeSeconds();
            if (boundary > after)
                return boundary;
            step++;
        }
    }

    /// <summary>About how long a period is, in seconds.</summary>
    public static long Length(string interval, long count) => count * interval switch { "day" => 1L, "week" => 7L, "month" => 30L, _ => 365L } * 86400;

    private static long Guess(long anchor, long after, string interval, long count) => Math.Max(0, (after - anchor) / Length(interval, count));

    private static DateTimeOffset Add(DateTimeOffset start, string interval, long count) => interval switch
    {
        "day" => start.AddDays(count),
        "week" => start.AddDays(7 * count),
        "month" => start.AddMonths((int)count),
        _ => start.AddYears((int)count),
    };
}
