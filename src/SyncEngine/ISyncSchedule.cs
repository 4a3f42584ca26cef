using SyncEngine.Model;

namespace SyncEngine;

/// <summary>The engine's jobs, each of which one host at a time runs.</summary>
public interface ISyncSchedule
{
    /// <summary>All jobs that have been seen.</summary>
    Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a job due at once, a daily sweep for example.</summary>
    /// <returns>False when there is none of this name.</returns>
    Task<bool> RunNowAsync(string name, Cause cause, CancellationToken cancellationToken = default);
}
