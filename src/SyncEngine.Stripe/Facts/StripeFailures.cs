using Connector.Stripe;
using SyncEngine.Model;

namespace SyncEngine.Stripe.Facts;

/// <summary>What the engine does about a failed call.</summary>
internal static class StripeFailures
{
    public static Failure Classify(StripeConnectorException exception) => exception.Failure switch
    {
        StripeFailure.RateLimited => new Failure(FailureClass.Throttled, "Stripe asks for fewer calls.", Code: exception.Code, RetryAfter: exception.RetryAfter),
        StripeFailure.Authentication => new Failure(FailureClass.Authentication, "Stripe does not accept the API key, or it may not read this.", "Check Stripe:ApiKey and the key's permissions.", Code: exception.Code),
        StripeFailure.NoAnswer => new Failure(FailureClass.Transient, "Stripe could not be reached, or its answer not be read.", Code: exception.Code),
        StripeFailure.ServerError or StripeFailure.Idempotency => new Failure(FailureClass.Transient, "Stripe had a bad moment.", Code: exception.Code, RetryAfter: exception.RetryAfter),
        _ => new Failure(FailureClass.Data, $"Stripe refuses the request ({exception.Code ?? exception.Failure.ToString()}).", $"Look up request {exception.RequestId ?? "(none)"} in Stripe's dashboard.", Code: exception.Code),
    };
}
