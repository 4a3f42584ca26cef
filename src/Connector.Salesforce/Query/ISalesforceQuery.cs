namespace Connector.Salesforce.Query;

/// <summary>
/// Runs SOQL. Pages are fetched as the reader goes on: one page is fetched ahead, and no more is held.
/// Write the query as an interpolated string, <c>$"SELECT Id FROM Contact WHERE Email = {email}"</c>: values are escaped and typed, so that none
/// can change the query. A query may be 100,000 characters long: what no URL can carry goes by the Composite API, as one call. Source: Salesforce REST API Developer Guide, "Query"; SOQL and SOSL Reference, "Quoted string escape sequences".
/// </summary>
public interface ISalesforceQuery
{
    /// <summary>The rows that fit.</summary>
    IAsyncEnumerable<SalesforceRecord> QueryAsync(Soql soql, CancellationToken cancellationToken = default);

    /// <summary>The rows that fit, deleted and merged ones included (<c>IsDeleted</c>, <c>MasterRecordId</c>).</summary>
    IAsyncEnumerable<SalesforceRecord> QueryAllAsync(Soql soql, CancellationToken cancellationToken = default);

    /// <summary>
    /// The rows of several queries, one query's after the other's, in as few calls as it takes: five queries a call. For lists that are too long for one query.
    /// </summary>
    /// <param name="queries">The queries, each at most 100,000 characters long.</param>
    /// <param name="includeDeleted">Deleted and merged rows, too, as <see cref="QueryAllAsync"/> does.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<SalesforceRecord> QueryManyAsync(IReadOnlyList<Soql> queries, bool includeDeleted = false, CancellationToken cancellationToken = default);

    /// <summary>How many rows fit; for <c>SELECT COUNT() FROM …</c>, which sends none.</summary>
    Task<long> CountAsync(Soql soql, CancellationToken cancellationToken = default);

    /// <summary>The ids of the records that were created or changed in a span of time. Source: REST API Developer Guide, "sObject Get Updated".</summary>
    /// <param name="type">The object, such as <c>Contact</c>.</param>
    /// <param name="since">The span's start, at most 30 days ago.</param>
    /// <param name="until">Its end, over a minute after the start.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The span is empty, or too long.</exception>
    Task<UpdatedRecords> GetUpdatedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>The records that were deleted in a span of time. Source: REST API Developer Guide, "sObject Get Deleted".</summary>
    /// <param name="type">The object, such as <c>Contact</c>.</param>
    /// <param name="since">The span's start, at most 30 days ago.</param>
    /// <param name="until">Its end, over a minute after the start.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The span is empty, or too long.</exception>
    Task<DeletedRecords> GetDeletedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken = default);
}
