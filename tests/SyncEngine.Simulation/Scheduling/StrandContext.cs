namespace SyncEngine.Simulation.Scheduling;

/// <summary>Brings what awaits back to the simulation's thread; what awaits in a dead host never goes on.</summary>
internal sealed class StrandContext(Scheduler scheduler, IStrandOwner owner) : SynchronizationContext
{
    public IStrandOwner Owner => owner;

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing blocks in a simulation.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins an asynchronous operation as this owner's.</summary>
    public Task Start(Func<Task> operation)
    {
        var done = new TaskCompletionSource();
        Post(async _ =>
        {
            try
            {
                await operation();
                done.TrySetResult();
            }
            catch (Exception exception)
            {
                done.TrySetException(exception);
            }
        }, null);
        return done.Task;
    }
}
