using SyncEngine.Model;

namespace SyncEngine;

/// <summary>Syncs by hand: one mapping as a whole, or a list of its records; carried out in the bulk lane, or only tried. Runs outlive their host.</summary>
public interface ISyncRuns
{
    /// <summary>Starts a run.</summary>
    /// <exception cref="ArgumentException">There is no such mapping, no such field, or no such run to repeat.</exception>
    Task<SyncRun> StartAsync(SyncRunRequest request, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>One run; null when there is none of this id.</summary>
    Task<SyncRun?> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>The newest runs, at most 50.</summary>
    Task<IReadOnlyList<SyncRun>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes up no more records, and holds those that were not begun. What somebody else asks for meanwhile goes on.</summary>
    /// <returns>False when it is not running any more.</returns>
    Task<bool> PauseAsync(Guid id, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Goes on with a paused run.</summary>
    /// <returns>False when it is not paused.</returns>
    Task<bool> ResumeAsync(Guid id, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Takes up no more records, and takes back those that were not begun.</summary>
    /// <returns>False when it is not running any more.</returns>
    Task<bool> CancelAsync(Guid id, Cause cause, CancellationToken cancellationToken = default);
}
