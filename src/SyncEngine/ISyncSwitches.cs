using SyncEngine.Model;

namespace SyncEngine;

/// <summary>The switches of each mapping's directions: off, shadow, on. What an admin sets holds on every host, at once and over restarts.</summary>
public interface ISyncSwitches
{
    /// <summary>All mappings' switches, in the order in which they are reconciled.</summary>
    Task<IReadOnlyList<MappingSwitches>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets one mapping's switches; journalled. Keys that were looked at meanwhile are not looked at again by themselves: run a sync when a direction goes on.</summary>
    /// <exception cref="ArgumentException">There is no such mapping.</exception>
    Task SetAsync(string mapping, DirectionSwitch outward, DirectionSwitch inward, Cause cause, CancellationToken cancellationToken = default);
}
