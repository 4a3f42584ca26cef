using System.Net;
using Connector.Salesforce;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Http;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Telemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The HTTP clients: retry, then circuit breaker, then one sending.</summary>
internal static class SalesforceHttpClients
{
    /// <summary>So many sendings within <see cref="BreakerWindow"/> before the circuit may open.</summary>
    public const int BreakerMinimum = 20;

    public static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan BreakerPause = TimeSpan.FromSeconds(5);

    private const double BreakerRatio = 0.8;

    public static void AddTokenHttpClient(this IServiceCollection services) =>
        services.AddHttpClient(TokenExchange.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(Handler);

    public static void AddCallHttpClient(this IServiceCollection services, string name)
    {
        var client = services.AddHttpClient(SalesforceServiceCollectionExtensions.ClientName(name), client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(Handler);
        client.AddResilienceHandler("salesforce", (pipeline, context) =>
        {
            var options = context.ServiceProvider.GetRequiredService<IOptionsMonitor<SalesforceOptions>>().Get(name);
            var time = context.ServiceProvider.GetRequiredService<TimeProvider>();
            pipeline.TimeProvider = time;
            pipeline.ConfigureTelemetry(Telemetry(context.ServiceProvider));
            if (options.MaxRetries > 0)
                pipeline.AddRetry(Retry(options, time));
            pipeline.AddCircuitBreaker(Breaker());
        });
        client.AddHttpMessageHandler(() => new AttemptHandler());
    }

    // Polly tells each call at Information, those that go well, too: a line a call in every log. Repetitions and the breaker stay as loud as they are.
    private static TelemetryOptions Telemetry(IServiceProvider provider)
    {
        var telemetry = new TelemetryOptions(provider.GetRequiredService<IOptions<TelemetryOptions>>().Value);
        var severity = telemetry.SeverityProvider;
        telemetry.SeverityProvider = arguments => severity?.Invoke(arguments) ??
            (arguments.Event is { EventName: "ExecutionAttempt", Severity: ResilienceEventSeverity.Information } ? ResilienceEventSeverity.Debug : arguments.Event.Severity);
        return telemetry;
    }

    // A redirect of the API leads to a sign-in page: following it would hide the cause and carry the token along.
    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };

    private static RetryStrategyOptions<HttpResponseMessage> Retry(SalesforceOptions options, TimeProvider time) => new()
    {
        Name = "salesforce-retry",
        MaxRetryAttempts = options.MaxRetries,
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
            (arguments.Outcome.Result is { } response ? RetryRules.RetryAfter(response, time) : null)
            ?? RetryRules.Delay(options.RetryDelay, arguments.AttemptNumber, Random.Shared.NextDouble())),
        ShouldHandle = async arguments =>
        {
            if (arguments.Context.GetRequestMessage() is not { } request || CallState.Of(request)?.Call is not { } call)
                return false;

            return arguments.Outcome switch
            {
                { Exception: HttpRequestException exception } => RetryRules.MayRepeat(call, exception),
                { Result: { IsSuccessStatusCode: false } response } => RetryRules.MayRepeat(
                    call,
                    response.StatusCode,
                    RetryRules.RetryAfter(response, time),
                    ErrorAnswer.Errors(await response.Content.ReadAsStringAsync(arguments.Context.CancellationToken)) ?? []),
                _ => false,
            };
        },
    };

    // Only what says that Salesforce, or the way to it, is down; a refusal of one call is none of its business.
    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker() => new()
    {
        Name = "salesforce-circuit",
        FailureRatio = BreakerRatio,
        MinimumThroughput = BreakerMinimum,
        SamplingDuration = BreakerWindow,
        BreakDuration = BreakerPause,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome is
            { Exception: HttpRequestException }
            or { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout }),
    };
}
