namespace Connector.Salesforce.Bulk;

/// <summary>How a bulk query runs.</summary>
public sealed record BulkQuery
{
    /// <summary>Whether deleted rows come, too. Default false.</summary>
    public bool IncludeDeleted { get; init; }

    /// <summary>Rows a page, each page being a call; a page that breaks off is read again from its start. Default 50,000.</summary>
    public int PageSize { get; init; } = 50_000;

    /// <summary>How the job is waited for.</summary>
    public BulkPolling Polling { get; init; } = new();

    /// <summary>Told of the job as soon as it exists: store the id, and a restart can take it up again.</summary>
    public Func<BulkJob, CancellationToken, ValueTask>? JobCreated { get; init; }

    /// <summary>Told of the next page's locator when all rows of a page have been handed out: a restart goes on from there.</summary>
    public Func<string, CancellationToken, ValueTask>? PageRead { get; init; }
}
