namespace Connector.Salesforce;

/// <summary>
/// A list of records took several calls and one of them failed. What the calls before it did is in <see cref="Results"/>;
/// why it failed is the inner exception, whose properties this one repeats.
/// </summary>
public sealed class SalesforcePartialBatchException : SalesforceException
{
    internal SalesforcePartialBatchException(IReadOnlyList<SaveResult?> results, SalesforceException cause)
        : base($"A call failed, and {results.Count(result => result is null)} of {results.Count} records have no answer; the others were answered. {cause.Message}", cause)
    {
        Results = results;
        Status = cause.Status;
        Errors = cause.Errors;
        RequestId = cause.RequestId;
        RetryAfter = cause.RetryAfter;
        MayHaveExecuted = cause.MayHaveExecuted;
        IsTransient = cause.IsTransient;
    }

    /// <summary>By the input's index: the result, or null for a record of the failed call (also where an earlier call had refused it for the moment), or of one that was not sent.</summary>
    public IReadOnlyList<SaveResult?> Results { get; }

    /// <inheritdoc/>
    public override bool IsTransient { get; }
}
