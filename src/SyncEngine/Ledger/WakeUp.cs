namespace SyncEngine.Ledger;

/// <summary>Tells the worker in this process that there may be something to do. A hint: polling finds what no hint announced.</summary>
internal class WakeUp(TimeProvider time)
{
    // A flood of debounced marks wakes the worker twenty times a second, not with each of them.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private volatile TaskCompletionSource _signal = New();
    private volatile TaskCompletionSource _marks = New();
    private int _isSoon;

    /// <summary>Rows may have become due, and there may be marks.</summary>
    public virtual void Signal()
    {
        Interlocked.Exchange(ref _signal, New()).TrySetResult();
        SignalMarks();
    }

    /// <summary>There are marks to be folded: nobody else need look before they are.</summary>
    public virtual void SignalMarks() => Interlocked.Exchange(ref _marks, New()).TrySetResult();

    /// <summary>For marks that are not due at once anyway: signals a moment later, once for all that come meanwhile.</summary>
    public virtual void SignalSoon()
    {
        if (Interlocked.Exchange(ref _isSoon, 1) == 0)
            _ = LaterAsync();
    }

    /// <summary>What to wait on; take it before looking, so that a signal in between is not missed.</summary>
    public virtual Task Next => _signal.Task;

    /// <summary>What to wait on for marks.</summary>
    public virtual Task NextMarks => _marks.Task;

    public async Task WaitAsync(Task next, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nobody called: time to look anyway.
        }
    }

    private async Task LaterAsync()
    {
        await Task.Delay(Soon, time, CancellationToken.None);
        Volatile.Write(ref _isSoon, 0);
        SignalMarks();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
