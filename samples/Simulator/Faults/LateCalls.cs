namespace Simulator.Faults;

/// <summary>Calls that were cut off and are to be done later: on time by the simulator's clock, or when they are released. Thread-safe.</summary>
public sealed class LateCalls(SimulatorClock clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Waiting> _waiting = [];
    private int _lastId;

    /// <summary>What waits: id, method and path, and when it is due; null is when it is released.</summary>
    public IReadOnlyList<LateCall> All
    {
        get
        {
            lock (_lock)
                return [.. _waiting.Select(pair => new LateCall(pair.Key, pair.Value.What, pair.Value.Due))];
        }
    }

    internal void Add(string what, TimeSpan? delay, Func<Task> work)
    {
        lock (_lock)
        {
            var id = ++_lastId;
            var waiting = _waiting[id] = new Waiting(what, delay is { } span ? clock.GetUtcNow() + span : null, work);
            if (delay is { } wait)
                waiting.Timer = clock.CreateTimer(_ => _ = ReleaseAsync(id), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Does one of them now, or all; returns how many.</summary>
    public async Task<int> ReleaseAsync(int? id = null, CancellationToken cancellationToken = default)
    {
        List<Waiting> due;
        lock (_lock)
        {
            due = [.. _waiting.Where(pair => id is null || pair.Key == id).Select(pair => pair.Value)];
            if (id is { } one)
                _waiting.Remove(one);
            else
                _waiting.Clear();
        }

        foreach (var waiting in due)
        {
            cancellationToken.ThrowIfCancellationRequested();
            waiting.Timer?.Dispose();
            await waiting.Work();
        }

        return due.Count;
    }

    /// <summary>Forgets what waits; it is never done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var waiting in _waiting.Values)
                waiting.Timer?.Dispose();
            _waiting.Clear();
        }
    }

    private sealed record Waiting(string What, DateTimeOffset? Due, Func<Task> Work)
    {
        public ITimer? Timer { get; set; }
    }
}

/// <summary>A call that waits to be done.</summary>
public sealed record LateCall(int Id, string What, DateTimeOffset? Due);
