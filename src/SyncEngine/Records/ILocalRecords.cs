using SyncEngine.Mapping;

namespace SyncEngine.Records;

/// <summary>Reads mapped entities of the site.</summary>
internal interface ILocalRecords
{
    /// <summary>The entities with these external ids, their mapped parents loaded, as they stand now; by external id, those that exist.</summary>
    Task<IReadOnlyDictionary<string, object>> LoadAsync(EntityMapping mapping, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken);
}
