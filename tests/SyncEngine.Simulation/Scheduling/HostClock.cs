namespace SyncEngine.Simulation.Scheduling;

/// <summary>One host's clock: the simulation's, wrong by a constant. Its timers die with the host.</summary>
internal sealed class HostClock(Scheduler scheduler, IStrandOwner? owner, TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => scheduler.Now + skew;

    public override long GetTimestamp() => scheduler.Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, callback, state, dueTime, period);

    private sealed class Timer : ITimer
    {
        private readonly HostClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private TimeSpan _period;
        private IDisposable? _next;

        public Timer(HostClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Dispose();
            _period = period;
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.Schedule(dueTime, Fire);
            return true;
        }

        public void Dispose() => _next?.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            _next = _period > TimeSpan.Zero && _period != Timeout.InfiniteTimeSpan ? _clock.Schedule(_period, Fire) : null;
            _callback(_state);
        }
    }

    private IDisposable Schedule(TimeSpan after, Action action) => scheduler.At(scheduler.Now + after, owner, action);
}
