using System.Diagnostics;

namespace Connector.Salesforce.Tests;

/// <summary>Waits for a condition, with a limit that only a test that hangs reaches.</summary>
public static class Wait
{
    public static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(60), "the condition should hold by now");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
