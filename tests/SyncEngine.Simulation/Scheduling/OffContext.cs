namespace SyncEngine.Simulation.Scheduling;

/// <summary>
/// Libraries that return to the caller's context in one place and not in the next would hop to the thread pool in between; begun without a
/// context, all of their work runs on inline.
/// </summary>
internal static class OffContext
{
    public static Task<T> Run<T>(Func<Task<T>> work)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
