namespace MemberPortal.Tests.Crash;

internal static class Eventually
{
    /// <summary>Asks again and again until the answer is yes; the limit is for a machine that does many things at once.</summary>
    /// <param name="condition">What is asked.</param>
    /// <param name="what">What did not happen, for who reads the failure.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromMinutes(2), what);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
