using SyncEngine.Model;

namespace SyncEngine;

/// <summary>Rules that must hold across the site and the services, for the control room to show with what breaks them. A package that knows some registers one.</summary>
public interface ISyncInvariants
{
    /// <summary>What they are about, for people: <c>Payments and memberships</c>.</summary>
    string Name { get; }

    /// <summary>What the latest check found; null when there was none yet. Reads the site's database only.</summary>
    Task<InvariantReport?> LatestAsync(CancellationToken cancellationToken = default);

    /// <summary>Checks now and carries out every safe repair, as the schedule does; keeps the report.</summary>
    Task<InvariantReport> CheckAsync(Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Carries out the repair of one breach in the latest report. Journalled; the same again does no harm.</summary>
    /// <param name="id">The breach's <see cref="InvariantBreach.Id"/>.</param>
    /// <param name="cause">Who asks.</param>
    /// <param name="cancellationToken">Cancels the repair.</param>
    /// <returns>False when the latest report has no such breach, or it has no repair.</returns>
    Task<bool> RepairAsync(string id, Cause cause, CancellationToken cancellationToken = default);
}
