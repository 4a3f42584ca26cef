using SyncEngine.Ledger;
using SyncEngine.Simulation.Scheduling;

namespace SyncEngine.Simulation.Hosting;

/// <summary>Wakes the worker through the scheduler instead of the thread pool.</summary>
internal sealed class SimulatedWakeUp(Scheduler scheduler, IStrandOwner owner, TimeProvider time) : WakeUp(time)
{
    private TaskCompletionSource _signal = new();

    public override Task Next => _signal.Task;

    public override Task NextMarks => _signal.Task;

    public override void SignalMarks() => Signal();

    public override void Signal()
    {
        var signal = _signal;
        _signal = new TaskCompletionSource();
        scheduler.At(scheduler.Now, owner, () => signal.TrySetResult());
    }
}
