using System.Collections.Concurrent;
using System.Net;

namespace SyncEngine.Stripe.Webhooks;

/// <summary>
/// Counts rejected deliveries by source and minute. A source beyond its share is turned away before its body is read. What is signed is never counted:
/// Stripe itself is not turned away by it.
/// </summary>
internal sealed class SourceLimiter(int perMinute, TimeProvider time)
{
    private const int MaxSources = 10_000;

    private readonly ConcurrentDictionary<IPAddress, int> _rejected = new();
    private long _minute;

    public bool IsBeyond(IPAddress? source)
    {
        Turn();
        return source is not null && _rejected.TryGetValue(source, out var count) && count >= perMinute;
    }

    public void Reject(IPAddress? source)
    {
        Turn();
        if (source is not null && (_rejected.Count < MaxSources || _rejected.ContainsKey(source)))
            _rejected.AddOrUpdate(source, 1, (_, count) => count + 1);
    }

    private void Turn()
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (Interlocked.Exchange(ref _minute, minute) != minute)
            _rejected.Clear();
    }
}
