using Connector.Salesforce.RateLimiting;

namespace SyncEngine.AspNetCore.Dashboard.Overview;

/// <summary>How the org's use of its API calls went of late, as this host was told; what the forecast is made from. Safe for many threads.</summary>
internal sealed class BudgetHistory
{
    /// <summary>How often the use is written down when nobody looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    // The rolling day gives calls back, so a pace is told by the last hours.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(3);
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset At, long Used)> _samples = [];

    /// <summary>Writes the use down, unless it is the one that is written already.</summary>
    public void Take(ApiUsage? usage)
    {
        if (usage is null)
            return;

        lock (_lock)
        {
            if (_samples.Count > 0 && usage.At <= _samples[^1].At)
                return;

            _samples.Add((usage.At, usage.Used));
            _samples.RemoveAll(sample => sample.At < usage.At - Kept);
        }
    }

    /// <summary>Calls an hour by which the use has lately risen, and over how long that was seen; null while it is too early to tell.</summary>
    public (double AnHour, TimeSpan Over)? Pace()
    {
        lock (_lock)
        {
            var over = _samples.Count < 2 ? TimeSpan.Zero : _samples[^1].At - _samples[0].At;
            return over < Least ? null : ((_samples[^1].Used - _samples[0].Used) / over.TotalHours, over);
        }
    }
}
