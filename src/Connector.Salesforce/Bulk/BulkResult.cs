namespace Connector.Salesforce.Bulk;

/// <summary>What became of one row of an ingest.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Row">The row as it was sent, with what Salesforce adds.</param>
public sealed record BulkResult(BulkOutcome Outcome, BulkRow Row)
{
    /// <summary>Which of the rows it was, from 0; null for a job that was taken up by its id.</summary>
    public long? Index { get; init; }

    /// <summary>The record's id; null when it failed before it had one.</summary>
    public SalesforceId? Id { get; init; }

    /// <summary>Whether it was created rather than updated; null when Salesforce does not say.</summary>
    public bool? Created { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public SalesforceError? Error { get; init; }

    /// <summary>The same in the form that other writes have.</summary>
    public SaveResult ToSaveResult() => new(
        Id,
        Outcome == BulkOutcome.Succeeded,
        Created,
        Outcome == BulkOutcome.Succeeded ? [] : [Error ?? new SalesforceError("PROCESSING_HALTED", "The job ended before this row's turn.", [])]);
}
