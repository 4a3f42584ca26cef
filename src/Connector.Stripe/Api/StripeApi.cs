using System.Net;
using Connector.Stripe.Diagnostics;
using Microsoft.Extensions.Logging;
using Stripe;

namespace Connector.Stripe.Api;

/// <summary>Makes each call through one place: a client of the host's factory, one kind of exception, one log line, one activity.</summary>
internal sealed class StripeApi(IHttpClientFactory http, StripeConnectorOptions options, ILogger logger, TimeProvider time)
{
    public const string HttpClientName = "Connector.Stripe";

    private const int MaxKeyLength = 255;

    private static readonly AppInfo Application = new() { Name = "Connector.Stripe" };

    public StripeConnectorOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>The same, and null for an object that is not there.</summary>
    public async Task<T?> FindAsync<T>(string operation, Func<StripeClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync(operation, call, cancellationToken);
        }
        catch (StripeConnectorException exception) when (exception.Failure == StripeFailure.NotFound)
        {
            return null;
        }
    }

    public async Task<T> CallAsync<T>(string operation, Func<StripeClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var activity = StripeTelemetry.Start(operation);
        var started = time.GetTimestamp();
        try
        {
            var answer = await call(Client(), cancellationToken);
            StripeTelemetry.Answered(operation, "ok", time.GetElapsedTime(started));
            return answer;
        }
        catch (Exception exception) when (Translate(operation, exception, cancellationToken) is { } failure)
        {
            StripeTelemetry.Answered(operation, failure.Failure.ToString(), time.GetElapsedTime(started));
            logger.CallFailed(operation, failure.Failure, (int?)failure.Status, failure.Code, failure.RequestId);
            throw failure;
        }
    }

    /// <summary>
    /// The key to go on with where Stripe keeps a failure of its own under a key: it would answer that failure for a day. Whoever meets it makes
    /// the same next key of it, so that the guard holds among them. Null when another key is no remedy.
    /// </summary>
    public static string? NextKey(string key, StripeConnectorException exception) =>
        exception is { Failure: StripeFailure.ServerError, ReplayOf: { } original } && !key.EndsWith(original, StringComparison.Ordinal) && key.Length + original.Length < MaxKeyLength
            ? $"{key}-{original}"
            : null;

    private StripeClient Client() => new(new StripeClientOptions
    {
        ApiKey = options.ApiKey,
        ApiBase = options.ApiBase!.AbsoluteUri.TrimEnd('/'),
        HttpClient = new SystemNetHttpClient(http.CreateClient(HttpClientName), options.MaxRetries, Application, enableTelemetry: false),
    });

    // Null for what is not the call's failure: a cancellation by the caller, a bug of ours.
    private static StripeConnectorException? Translate(string operation, Exception exception, CancellationToken cancellationToken) => exception switch
    {
        StripeException { StripeError: { } error } answered => Answered(operation, answered, error),
        StripeException unreadable => new StripeConnectorException($"{operation}: Stripe's answer could not be read.", StripeFailure.NoAnswer, unreadable) { Status = Known(unreadable.HttpStatusCode) },
        HttpRequestException broken => new StripeConnectorException($"{operation}: no connection to Stripe ({broken.HttpRequestError}).", StripeFailure.NoAnswer, broken),
        IOException broken => new StripeConnectorException($"{operation}: the connection to Stripe broke.", StripeFailure.NoAnswer, broken),
        OperationCanceledException late when !cancellationToken.IsCancellationRequested =>
            new StripeConnectorException($"{operation}: Stripe did not answer in time.", StripeFailure.NoAnswer, late),
        // Stripe.net reads JSON with another library, whose exceptions it lets through.
        { } other when other.GetType().Namespace == "Newtonsoft.Json" =>
            new StripeConnectorException($"{operation}: Stripe's answer could not be read.", StripeFailure.NoAnswer, other),
        _ => null,
    };

    private static StripeConnectorException Answered(string operation, StripeException exception, StripeError error)
    {
        var failure = exception.HttpStatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StripeFailure.Authentication,
            HttpStatusCode.NotFound => StripeFailure.NotFound,
            HttpStatusCode.TooManyRequests => StripeFailure.RateLimited,
            HttpStatusCode.Conflict => StripeFailure.Idempotency,
            >= HttpStatusCode.InternalServerError => StripeFailure.ServerError,
            _ when error.Type == "idempotency_error" => StripeFailure.Idempotency,
            _ when error.Type == "card_error" => StripeFailure.Declined,
            _ when error.Code == "resource_missing" => StripeFailure.NotFound,
            _ => StripeFailure.Invalid,
        };
        return new StripeConnectorException($"{operation}: Stripe refused it ({error.Code ?? error.Type ?? "no code"}{(error.Param is { } param ? $", {param}" : "")}).", failure, exception)
        {
            Status = Known(exception.HttpStatusCode),
            Code = error.Code,
            DeclineCode = error.DeclineCode,
            PayerMessage = failure == StripeFailure.Declined ? error.Message : null,
            RequestId = exception.StripeResponse?.RequestId,
            RetryAfter = exception.StripeResponse?.Headers?.RetryAfter?.Delta,
            ReplayOf = exception.StripeResponse?.Headers is { } headers && headers.TryGetValues("Original-Request", out var originals) ? originals.FirstOrDefault() : null,
        };
    }

    private static HttpStatusCode? Known(HttpStatusCode status) => status == 0 ? null : status;
}
