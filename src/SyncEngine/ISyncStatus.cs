using SyncEngine.Model;

namespace SyncEngine;

/// <summary>Answers "where does it stand?", for one record and for the whole.</summary>
public interface ISyncStatus
{
    /// <summary>Where one mapped local record stands.</summary>
    /// <typeparam name="TEntity">A mapped entity type.</typeparam>
    /// <param name="externalId">Its external id.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<RecordStatus> GetAsync<TEntity>(string externalId, CancellationToken cancellationToken = default)
        where TEntity : class;

    /// <summary>Where one key stands, whatever its kind.</summary>
    Task<RecordStatus> GetAsync(WorkKey key, CancellationToken cancellationToken = default);

    /// <summary>The whole: backlog, pauses and freshness.</summary>
    Task<EngineStatus> GetOverviewAsync(CancellationToken cancellationToken = default);
}
