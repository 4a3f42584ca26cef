namespace Connector.Salesforce.Bulk;

/// <summary>A job as Salesforce tells of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it stands.</param>
public sealed record BulkJob(string Id, BulkJobState State)
{
    /// <summary>The object.</summary>
    public string? ObjectType { get; init; }

    /// <summary>Rows with an outcome, failed ones included.</summary>
    public long RecordsProcessed { get; init; }

    /// <summary>Rows that were refused.</summary>
    public long RecordsFailed { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? ErrorMessage { get; init; }

    internal string? ContentUrl { get; init; }
}
