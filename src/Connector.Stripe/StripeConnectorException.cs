using System.Net;

namespace Connector.Stripe;

/// <summary>A call to Stripe failed. Messages carry no key and no personal data.</summary>
public sealed class StripeConnectorException : Exception
{
    /// <summary>Makes one from what is known.</summary>
    public StripeConnectorException(string message, StripeFailure failure, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it was.</summary>
    public StripeFailure Failure { get; }

    /// <summary>The answer's HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Stripe's error code; null when the answer had none.</summary>
    public string? Code { get; init; }

    /// <summary>The bank's reason for a decline; null otherwise.</summary>
    public string? DeclineCode { get; init; }

    /// <summary>Stripe's words for the payer of a declined card; null otherwise.</summary>
    public string? PayerMessage { get; init; }

    /// <summary>The answer's request id, for Stripe's support; null when there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The earliest time to try again, when the answer named one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request whose answer Stripe keeps under the idempotency key and gave again; null when the answer was this request's own.</summary>
    internal string? ReplayOf { get; init; }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Failure is StripeFailure.RateLimited or StripeFailure.ServerError or StripeFailure.NoAnswer or StripeFailure.Idempotency;
}
