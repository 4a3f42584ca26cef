using System.Globalization;
using Simulator.Storage;

namespace Simulator;

/// <summary>
/// The simulator's time: real time plus an offset that can be moved forward, and that survives a restart. Timers made of it fire as soon as
/// the moved clock has passed them. Thread-safe.
/// </summary>
public sealed class SimulatorClock : TimeProvider
{
    private const string Collection = "simulator";
    private const string Key = "clock";
    private readonly Lock _lock = new();
    private readonly HashSet<ClockTimer> _timers = [];
    private readonly DocumentStore _store;
    private readonly TimeProvider _source;
    private long _offset;

    /// <summary>A clock whose offset stands in the store.</summary>
    public SimulatorClock(DocumentStore store)
        : this(store, System)
    {
    }

    /// <summary>A clock on another time than the machine's.</summary>
    internal SimulatorClock(DocumentStore store, TimeProvider source)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_store, _source) = (store, source);
        _offset = store.Get(Collection, Key) is { } saved ? long.Parse(saved, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>How far ahead of real time this clock is.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _source.GetUtcNow() + Offset;

    /// <summary>Moves the clock forward; timers that are then due fire.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time given is negative, or leads beyond the year 9000.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (by > new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero) - GetUtcNow())
            throw new ArgumentOutOfRangeException(nameof(by), by, "The clock stays before the year 9000.");

        SetOffset(Offset + by);
    }

    /// <summary>Back to real time.</summary>
    public void Reset() => SetOffset(TimeSpan.Zero);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new ClockTimer(this, callback, state, dueTime, period);
    }

    private void SetOffset(TimeSpan offset)
    {
        ClockTimer[] timers;
        lock (_lock)
        {
            Interlocked.Exchange(ref _offset, offset.Ticks);
            _store.Write(new DocumentBatch().Put(Collection, Key, offset.Ticks.ToString(CultureInfo.InvariantCulture)));
            timers = [.. _timers];
        }

        foreach (var timer in timers)
            timer.Rearm();
    }

    private sealed class ClockTimer : ITimer
    {
        private readonly SimulatorClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _real;
        private TimeSpan _period;
        private DateTimeOffset? _due;

        public ClockTimer(SimulatorClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _real = clock._source.CreateTimer(_ => Elapsed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            lock (clock._lock)
                clock._timers.Add(this);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._lock)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
            }

            Rearm();
            return true;
        }

        public void Rearm()
        {
            TimeSpan wait;
            lock (_clock._lock)
            {
                if (_due is not { } due)
                    wait = Timeout.InfiniteTimeSpan;
                else if ((wait = due - _clock.GetUtcNow()) < TimeSpan.Zero)
                    wait = TimeSpan.Zero;
                else if (wait > TimeSpan.FromDays(40))
                    wait = TimeSpan.FromDays(40);
            }

            _real.Change(wait, Timeout.InfiniteTimeSpan);
        }

        private void Elapsed()
        {
            lock (_clock._lock)
            {
                if (_due is not { } due)
                    return;
                if (due > _clock.GetUtcNow())
                {
                    _real.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                    return;
                }

                _due = _period > TimeSpan.Zero ? _clock.GetUtcNow() + _period : null;
            }

            Rearm();
            _callback(_state);
        }

        public void Dispose()
        {
            lock (_clock._lock)
            {
                _clock._timers.Remove(this);
                _due = null;
            }

            _real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
