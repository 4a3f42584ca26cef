namespace Connector.Salesforce;

/// <summary>
/// A list of records took several calls and one of them failed. What the calls before it did is in <see cref="Results"/>;
/// why it failed is the inner exception, whose properties this one repeats.
/// </summary>
public sealed class SalesforcePartialBatchException : SalesforceException
{
    internal SalesforcePartialBatchException(IReadOnlyList<SaveResult?> results, int firstOfFailedCall, SalesforceException cause)
        : base($"The call for the records from index {firstOfFailedCall} on failed; the records before it were answered. {cause.Message}", cause)
    {
        Results = results;
        Status = cause.Status;
        Errors = cause.Errors;
        RequestId = cause.RequestId;
        RetryAfter = cause.RetryAfter;
        MayHaveExecuted = cause.MayHaveExecuted;
        IsTransient = cause.IsTransient;
    }

    /// <summary>By the input's index: the result, or null for a record of the failed call or of one that was not sent.</summary>
    public IReadOnlyList<SaveResult?> Results { get; }

    /// <inheritdoc/>
    public override bool IsTransient { get; }
}
