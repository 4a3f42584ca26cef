namespace SyncEngine.Ledger;

/// <summary>Tells the worker in this process that there may be something to do. A hint: polling finds what no hint announced.</summary>
internal class WakeUp(TimeProvider time)
{
    private volatile TaskCompletionSource _signal = New();

    public virtual void Signal() => Interlocked.Exchange(ref _signal, New()).TrySetResult();

    /// <summary>What to wait on; take it before looking, so that a signal in between is not missed.</summary>
    public virtual Task Next => _signal.Task;

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

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
