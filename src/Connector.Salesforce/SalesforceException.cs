using System.Net;

namespace Connector.Salesforce;

/// <summary>A call to Salesforce failed. Messages carry no token, key or request body.</summary>
public class SalesforceException : Exception
{
    private bool _mayHaveExecuted;

    /// <summary>Makes one from what is known.</summary>
    public SalesforceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The answer's HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The first error's code; null when the answer had none.</summary>
    public string? ErrorCode => Errors.Count > 0 ? Errors[0].Code : null;

    /// <summary>All errors of the answer.</summary>
    public IReadOnlyList<SalesforceError> Errors { get; init; } = [];

    /// <summary>The answer's request id, for Salesforce support; null when there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public virtual bool IsTransient => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
        or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
        || ErrorCode is "UNABLE_TO_LOCK_ROW" or "SERVER_UNAVAILABLE";

    /// <summary>The earliest time to try again, when the answer named one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when a write may have been carried out although no answer says so: it is not to be repeated blindly.</summary>
    public bool MayHaveExecuted { get => _mayHaveExecuted; init => _mayHaveExecuted = value; }

    /// <summary>What failed was only to tell of something that runs, or has run.</summary>
    internal void AfterExecution() => _mayHaveExecuted = true;
}
