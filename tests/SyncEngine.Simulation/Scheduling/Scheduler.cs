namespace SyncEngine.Simulation.Scheduling;

/// <summary>
/// The one thread on which a simulation runs. Everything that waits – a statement, an answer, a timer – is an event at a simulated time;
/// between two events nothing runs, so that the same seed gives the same history. Code resumes here through <see cref="StrandContext"/>;
/// a continuation that arrives from any other thread would make the history depend on the machine, and fails the run with its stack.
/// </summary>
internal sealed class Scheduler
{
    /// <summary>A history that takes more than this goes round in circles.</summary>
    private const int MaxSteps = 60_000;

    private readonly PriorityQueue<Event, (long At, long Number)> _events = new();
    private readonly Queue<(StrandContext Context, SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly DateTimeOffset _start;
    private long _number;

    public Scheduler(DateTimeOffset start) => (_start, Now) = (start, start);

    public DateTimeOffset Now { get; private set; }

    public TimeSpan Elapsed => Now - _start;

    /// <summary>Events so far; where a replay stands.</summary>
    public long Steps { get; private set; }

    /// <summary>The stack of the first continuation that came from another thread; null as long as the history repeats.</summary>
    public string? Leak { get; private set; }

    public IDisposable At(DateTimeOffset at, Action action) => At(at, null, action);

    /// <summary>Runs the action at a time, unless its host is dead by then; if the host stalls, when it goes on.</summary>
    public IDisposable At(DateTimeOffset at, IStrandOwner? owner, Action action)
    {
        if (IsElsewhere())
            return new Event(null, action);
        var entry = new Event(owner, action);
        _events.Enqueue(entry, ((at < Now ? Now : at).UtcTicks, _number++));
        return entry;
    }

    public void Post(StrandContext context, SendOrPostCallback callback, object? state)
    {
        if (!IsElsewhere())
            _ready.Enqueue((context, callback, state));
    }

    /// <summary>Runs until the condition holds after an event, there is nothing more to run, or the time is reached.</summary>
    /// <returns>Whether the condition holds.</returns>
    public bool RunUntil(Func<bool> condition, DateTimeOffset limit)
    {
        while (true)
        {
            Drain();
            if (condition())
                return true;
            if (Steps > MaxSteps)
                return false;
            if (!_events.TryPeek(out var next, out var when) || when.At > limit.UtcTicks)
            {
                if (Now < limit)
                    Now = limit;
                return condition();
            }

            _events.Dequeue();
            if (next.Cancelled || next.Owner is { IsAlive: false })
                continue;
            if (next.Owner?.StalledUntil is { } until && until.UtcTicks > when.At)
            {
                _events.Enqueue(next, (until.UtcTicks, when.Number));
                continue;
            }

            Now = new DateTimeOffset(when.At, TimeSpan.Zero);
            Steps++;
            next.Action();
        }
    }

    // With no context of its own, a continuation inside a library runs on inline, here, instead of hopping to the thread pool.
    private void Drain()
    {
        while (_ready.TryDequeue(out var ready))
        {
            if (!ready.Context.Owner.IsAlive)
                continue;
            SynchronizationContext.SetSynchronizationContext(ready.Context);
            try
            {
                ready.Callback(ready.State);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(null);
            }
        }
    }

    private bool IsElsewhere()
    {
        if (Thread.CurrentThread == _thread)
            return false;

        Leak ??= Environment.StackTrace;
        return true;
    }

    private sealed class Event(IStrandOwner? owner, Action action) : IDisposable
    {
        public IStrandOwner? Owner => owner;

        public Action Action => action;

        public bool Cancelled { get; private set; }

        public void Dispose() => Cancelled = true;
    }
}
