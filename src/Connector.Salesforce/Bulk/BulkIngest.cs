namespace Connector.Salesforce.Bulk;

/// <summary>An ingest: which object, what to do, and how.</summary>
/// <param name="Type">The object, such as <c>Contact</c>.</param>
/// <param name="Operation">What to do with the rows.</param>
public sealed record BulkIngest(string Type, BulkOperation Operation)
{
    /// <summary>
    /// The most bytes of CSV in a job, since Salesforce takes 150 MB after base64. Default and most: 100 MB. More rows make more jobs, one after the other.
    /// </summary>
    public const int LargestJob = 100_000_000;

    /// <summary>The external id that an upsert goes by; required for it, and for it alone.</summary>
    public string? ExternalIdField { get; init; }

    /// <summary>
    /// The columns. Null, the default: those of the first row; a later row with another field is misuse. A parent by its external id is the column
    /// <c>Account.Portal_Id__c</c>.
    /// </summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>The most bytes of CSV in a job. Default <see cref="LargestJob"/>.</summary>
    public int MaxJobBytes { get; init; } = LargestJob;

    /// <summary>How a job is waited for.</summary>
    public BulkPolling Polling { get; init; } = new();

    /// <summary>
    /// Whether cancelling while a job is waited for aborts it. Default true. False for callers that stored its id: it goes on, and is taken up again by
    /// <see cref="ISalesforceBulk.ResumeIngestAsync"/>. A job that does not have all its rows yet is aborted in any case.
    /// </summary>
    public bool AbortsWhenCancelled { get; init; } = true;

    /// <summary>Told of each job as soon as it exists, before it has data: store the id, and a restart can take the job up again.</summary>
    public Func<BulkJob, CancellationToken, ValueTask>? JobCreated { get; init; }
}
