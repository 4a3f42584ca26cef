namespace SyncEngine.Hosting;

/// <summary>
/// Goes easy on a service that was away: a batch that reached nothing stops further claims for a while and makes the next one small;
/// each that gets through doubles it. So an outage costs a probe now and then instead of a call for each key, and its end no stampede.
/// </summary>
internal sealed class Ramp(SyncEngineOptions options, TimeProvider time, Random random)
{
    private const int Unlimited = int.MaxValue / 2;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private int _limit = Unlimited;
    private int _misses;
    private long _from;
    private TimeSpan _rest;

    /// <summary>How long nothing more is claimed.</summary>
    public TimeSpan Wait => _rest == TimeSpan.Zero ? TimeSpan.Zero : _rest - time.GetElapsedTime(_from);

    /// <summary>How many keys the next batch may have.</summary>
    public int Limit(int most) => Math.Min(_limit, most);

    /// <summary>Tells what became of a batch.</summary>
    /// <param name="reached">Keys that ended with an answer, good or bad.</param>
    /// <param name="missed">Keys that found nobody there.</param>
    public void Report(int reached, int missed)
    {
        if (reached > 0)
        {
            _misses = 0;
            _rest = TimeSpan.Zero;
            _limit = Math.Min(Unlimited, _limit * 2);
        }
        else if (missed > 0)
        {
            _limit = 1;
            _from = time.GetTimestamp();
            _rest = Longest * random.NextDouble();
            _misses++;
        }
    }

    private TimeSpan Longest => TimeSpan.FromMilliseconds(Math.Min(LongestRest.TotalMilliseconds, options.RetryBase.TotalMilliseconds * Math.Pow(2, Math.Min(_misses, 20))));
}
