using System.Globalization;

namespace MemberPortal.Hosting;

/// <summary>Days, hours and money as people here read them.</summary>
internal static class Format
{
    private static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("en-US");

    public static string Date(DateOnly day) => day.ToString("MMMM d, yyyy", Culture);

    public static string Money(decimal amount) => amount.ToString(amount == decimal.Truncate(amount) ? "C0" : "C2", Culture);

    public static string Size(long bytes) => bytes < 1024 * 1024 ? $"{Math.Max(1, bytes / 1024)} KB" : string.Create(Culture, $"{bytes / 1024.0 / 1024.0:0.0} MB");

    public static string Moment(PortalClock clock, DateTimeOffset moment)
    {
        var time = clock.Local(moment).ToString("h:mm tt", Culture);
        return clock.DayOf(moment) == clock.Today ? $"today at {time}" : $"on {Date(clock.DayOf(moment))} at {time}";
    }
}
