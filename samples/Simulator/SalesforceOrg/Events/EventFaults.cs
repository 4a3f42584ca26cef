namespace Simulator.SalesforceOrg.Events;

/// <summary>What goes wrong with event streams, on request. Thread-safe.</summary>
internal sealed class EventFaults : IDisposable
{
    private CancellationTokenSource _drop = new();
    private volatile bool _silent;
    private volatile bool _unavailable;

    /// <summary>Cancelled when the streams that are open now are cut.</summary>
    public CancellationToken Dropped => Volatile.Read(ref _drop).Token;

    /// <summary>Streams stay open, but neither events nor keep-alives come.</summary>
    public bool IsSilent
    {
        get => _silent;
        set => _silent = value;
    }

    /// <summary>New streams and calls are refused.</summary>
    public bool IsUnavailable
    {
        get => _unavailable;
        set => _unavailable = value;
    }

    public void Drop() => Interlocked.Exchange(ref _drop, new CancellationTokenSource()).Cancel();

    public void Dispose() => _drop.Dispose();
}
