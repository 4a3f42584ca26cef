using SyncEngine.Model;

namespace SyncEngine;

/// <summary>
/// Edits mappings while the site runs: drafts are checked against the live describe, tried on real records and on recorded decisions, and published as
/// versions. Every host takes a new version up within seconds.
/// </summary>
public interface ISyncMappings
{
    /// <summary>The version of each mapping that is in force, parents before children.</summary>
    Task<IReadOnlyList<MappingVersion>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>All versions of one mapping, the newest first and the site's code last; empty when there is no such mapping.</summary>
    Task<IReadOnlyList<MappingVersion>> HistoryAsync(string mapping, CancellationToken cancellationToken = default);

    /// <summary>What may be mapped on the site's side.</summary>
    IReadOnlyList<MappableProperty> Properties(string mapping);

    /// <summary>Checks a draft against the entity type and the org's live describe.</summary>
    Task<IReadOnlyList<MappingFinding>> CheckAsync(MappingDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Plans with the draft on records as both sides have them now; reads only.</summary>
    /// <param name="draft">A draft without errors.</param>
    /// <param name="atMost">How many records to look at, 1 to 2,000.</param>
    /// <param name="cancellationToken">Cancels the trial.</param>
    /// <exception cref="SyncMappingException">The draft has faults.</exception>
    Task<MappingTrial> TryAsync(MappingDraft draft, int atMost = 200, CancellationToken cancellationToken = default);

    /// <summary>Plans the latest recorded decisions again with the draft; reads the journal only.</summary>
    /// <exception cref="SyncMappingException">The draft has faults.</exception>
    Task<MappingReplay> ReplayAsync(MappingDraft draft, int decisions = 1000, CancellationToken cancellationToken = default);

    /// <summary>Publishes a draft as the next version and puts it in force. Rolling back is publishing an older one again.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="basedOn">The version that it was made from.</param>
    /// <param name="note">Why, for the history.</param>
    /// <param name="cause">Who.</param>
    /// <param name="cancellationToken">Cancels the publishing.</param>
    /// <returns>The new version; null when another one was published meanwhile, and nothing was done.</returns>
    /// <exception cref="SyncMappingException">The draft has faults.</exception>
    Task<int?> PublishAsync(MappingDraft draft, int basedOn, string note, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Marks all linked records of a mapping in the bulk lane, so that a new version reaches those that nobody edits.</summary>
    /// <returns>How many.</returns>
    Task<int> ResyncAsync(string mapping, Cause cause, CancellationToken cancellationToken = default);
}
