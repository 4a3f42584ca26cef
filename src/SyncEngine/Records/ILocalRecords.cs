using SyncEngine.Mapping;

namespace SyncEngine.Records;

/// <summary>Reads mapped entities of the site.</summary>
internal interface ILocalRecords
{
    /// <summary>The entities with these external ids, their mapped parents loaded, as they stand now; by external id, those that exist.</summary>
    Task<IReadOnlyDictionary<string, object>> LoadAsync(EntityMapping mapping, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken);

    /// <summary>Entities one of whose text members begins with the text, whatever its case; at most so many.</summary>
    Task<IReadOnlyList<object>> FindAsync(EntityMapping mapping, IReadOnlyList<string> members, string text, int limit, CancellationToken cancellationToken);

    /// <summary>The external ids of all entities that have one, in the database's order and in pages; those behind an id, if it is given.</summary>
    IAsyncEnumerable<IReadOnlyList<string>> StreamIdsAsync(EntityMapping mapping, int pageSize, string? after, CancellationToken cancellationToken);

    /// <summary>The external id of the one entity that the mapping's match rule recognises a Salesforce record by; null when none or several fit.</summary>
    Task<string?> FindMatchAsync(EntityMapping mapping, Connector.Salesforce.SalesforceRecord remote, CancellationToken cancellationToken);
}
