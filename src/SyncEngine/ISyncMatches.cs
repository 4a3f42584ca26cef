using SyncEngine.Model;

namespace SyncEngine;

/// <summary>First contacts that wait for a person.</summary>
public interface ISyncMatches
{
    /// <summary>The oldest first, at most 500.</summary>
    Task<IReadOnlyList<PendingMatch>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Links the local record with one of its candidates; the next run writes our external id there.</summary>
    /// <returns>False when it does not wait any more, or the record is not among its candidates.</returns>
    Task<bool> AdoptAsync(string mapping, string externalId, string remoteId, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Makes a new Salesforce record: none of the candidates is the same.</summary>
    /// <returns>False when it does not wait any more.</returns>
    Task<bool> CreateNewAsync(string mapping, string externalId, Cause cause, CancellationToken cancellationToken = default);
}
