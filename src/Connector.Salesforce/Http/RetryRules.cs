using System.Net;

namespace Connector.Salesforce.Http;

/// <summary>
/// Which failed sendings may be repeated at once. What Salesforce refused before doing anything may always be; what may have been
/// carried out, only when a second time leaves the same. Authentication, data faults and the daily limit never are.
/// </summary>
internal static class RetryRules
{
    /// <summary>A wait that Salesforce asks for is honoured up to here; a longer one is the caller's to plan.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    public static bool MayRepeat(SalesforceCall call, HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => false,
        _ => AttemptHandler.WasNotSent(exception) || call.IsRepeatable,
    };

    public static bool MayRepeat(SalesforceCall call, HttpStatusCode status, TimeSpan? retryAfter, IReadOnlyList<SalesforceError> errors)
    {
        if (retryAfter > LongestRetryAfter)
            return false;
        if (errors is [var first, ..] && IsRefusedForNow(first))
            return true;

        return status switch
        {
            HttpStatusCode.TooManyRequests => !(errors is [{ Code: "REQUEST_LIMIT_EXCEEDED" } limit, ..] && IsDaily(limit)),
            HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => call.IsRepeatable,
            _ => false,
        };
    }

    /// <summary>Refused whole, and likely to pass soon: nothing was done, so that even a create may go again.</summary>
    public static bool IsRefusedForNow(SalesforceError error) => error.Code switch
    {
        "UNABLE_TO_LOCK_ROW" => true,
        "REQUEST_LIMIT_EXCEEDED" => !IsDaily(error),
        _ => false,
    };

    /// <summary>"TotalRequests Limit exceeded." is the rolling day's; the others are of too many calls at once.</summary>
    public static bool IsDaily(SalesforceError error) =>
        error.Message.Contains("TotalRequests", StringComparison.OrdinalIgnoreCase) || !error.Message.Contains("Concurrent", StringComparison.OrdinalIgnoreCase);

    /// <summary>Full jitter: anything between nothing and the doubled base, so that callers who failed together do not come back together.</summary>
    public static TimeSpan Delay(TimeSpan first, int attempt, double random) =>
        TimeSpan.FromTicks((long)(random * Math.Min(TimeSpan.FromSeconds(20).Ticks, first.Ticks * Math.Pow(2, Math.Min(attempt, 20)))));

    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
