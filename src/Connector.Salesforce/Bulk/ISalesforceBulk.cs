using Connector.Salesforce.Query;

namespace Connector.Salesforce.Bulk;

/// <summary>
/// Bulk API 2.0 as streams: rows in, results out, in memory that does not grow with their number. Jobs are split by Salesforce's limits,
/// polled with back-off, aborted on cancellation, and can be taken up again by their id for 7 days.
/// Source: Bulk API 2.0 and Bulk API Developer Guide.
/// </summary>
public interface ISalesforceBulk
{
    /// <summary>
    /// Writes any number of rows. Each row's outcome comes back with the index it had among <paramref name="rows"/>; the order is Salesforce's:
    /// job by job, the successful ones first.
    /// </summary>
    /// <param name="ingest">Which object, what to do, and how.</param>
    /// <param name="rows">The rows; read once, as fast as Salesforce takes them. A field that a row lacks is left alone; null empties it.</param>
    /// <param name="cancellationToken">Ends it and aborts the running job.</param>
    /// <exception cref="SalesforceBulkJobException">Salesforce failed a job; the outcomes of its rows came before.</exception>
    IAsyncEnumerable<BulkResult> IngestAsync(BulkIngest ingest, IAsyncEnumerable<SalesforceRecord> rows, CancellationToken cancellationToken = default);

    /// <summary>Waits for an ingest job that was started before, here or elsewhere, and gives its outcomes; without indexes, but each with its row.</summary>
    /// <exception cref="SalesforceBulkJobException">The job was never closed, failed, or was aborted.</exception>
    IAsyncEnumerable<BulkResult> ResumeIngestAsync(string jobId, BulkPolling? polling = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a query of any size.</summary>
    /// <exception cref="SalesforceBulkJobException">Salesforce failed the job.</exception>
    IAsyncEnumerable<BulkRow> QueryAsync(Soql soql, BulkQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Waits for a query job that was started before and gives its rows, from a page on.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="locator">The page that <see cref="BulkQuery.PageRead"/> told; null for the first.</param>
    /// <param name="query">How to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<BulkRow> ResumeQueryAsync(string jobId, string? locator = null, BulkQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>A job as it stands.</summary>
    Task<BulkJob> GetJobAsync(BulkJobKind kind, string jobId, CancellationToken cancellationToken = default);

    /// <summary>Aborts a job; what it has done already stays done.</summary>
    Task<BulkJob> AbortAsync(BulkJobKind kind, string jobId, CancellationToken cancellationToken = default);
}
