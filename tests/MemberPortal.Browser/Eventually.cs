namespace MemberPortal.Browser;

internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks again and again until the answer is yes; the limit is for a machine that does many things at once.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(Limit, "the condition was to come true");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
