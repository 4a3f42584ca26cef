using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Diagnostics;
using Connector.Salesforce.RateLimiting;
using Polly.CircuitBreaker;

namespace Connector.Salesforce.Http;

/// <summary>
/// Sends one call: waits for a permit, takes a token, sends, renews the token once when the session has expired, and reads the answer
/// or its error. Repeating what is safe to repeat is done below, by the HTTP client's resilience handler.
/// </summary>
internal sealed class SalesforceHttp(
    IHttpClientFactory http, string clientName, ISalesforceTokens tokens, PermitGate gate, CallObserver observer, SalesforceOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(10);
    private static readonly MediaTypeWithQualityHeaderValue JsonMedia = new("application/json");

    public CallSettings Settings { get; private init; } = CallSettings.Default;

    public ApiUsage? Usage => gate.Usage;

    public string DataPath { get; } = $"/services/data/v{options.ApiVersion}";

    public SalesforceOptions Options => options;

    public TimeProvider Time => time;

    public ISalesforceTokens Tokens => tokens;

    public SalesforceHttp With(CallSettings settings) =>
        new(http, clientName, tokens, gate, observer, options, time) { Settings = settings };

    public async Task<SalesforceAnswer> SendAsync(SalesforceCall call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var exchange = await ExchangeAsync(call, buffers: true, either.Token, cancellationToken);
        return await ReadAsync(exchange, call, cancellationToken);
    }

    /// <summary>Sends and gives the answer's body as a stream; for bulk data, which no memory holds. The time-out holds until its headers are there.</summary>
    public async Task<HttpResponseMessage> OpenAsync(SalesforceCall call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        return (await ExchangeAsync(call, buffers: false, either.Token, cancellationToken)).Detach();
    }

    /// <summary>
    /// Sends a body that takes as long as its source does, within the ten minutes after which Salesforce ends any call. The time-out holds for the answer once the
    /// body is sent.
    /// </summary>
    /// <param name="call">The call, but for its body.</param>
    /// <param name="content">Makes the body for each sending; it calls what it is given when it is sent as a whole.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task UploadAsync(SalesforceCall call, Func<Action, HttpContent> content, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestCall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var exchange = await ExchangeAsync(call with { Content = () => content(() => deadline.CancelAfter(options.Timeout)) }, buffers: true, either.Token, cancellationToken);
    }

    private async Task<Exchange> ExchangeAsync(SalesforceCall call, bool buffers, CancellationToken limited, CancellationToken cancellationToken)
    {
        if (call.IsWrite && !Settings.RepeatsLostWrites)
            call = call with { IsRepeatable = false };
        using var watch = observer.Start(call);
        try
        {
            using var permit = await gate.EnterAsync(Settings.Priority, limited);
            for (var first = true; ; first = false)
            {
                // A failed token request ends the call: nothing is ever sent unauthenticated.
                var token = await tokens.GetAsync(limited);
                var exchange = await AttemptAsync(call, token, buffers, watch, limited);
                try
                {
                    if (exchange.Response.IsSuccessStatusCode || (call.MayBeUnmodified && exchange.Response.StatusCode == HttpStatusCode.NotModified))
                        return exchange;

                    var text = await exchange.Response.Content.ReadAsStringAsync(limited);
                    if (first && ErrorAnswer.IsExpiredSession(exchange.Response, text))
                    {
                        await tokens.InvalidateAsync(token, limited);
                        exchange.Dispose();
                        continue;
                    }

                    throw ErrorAnswer.Read(call, exchange.Response, text, exchange.State.MayHaveExecuted, RetryRules.RetryAfter(exchange.Response, time));
                }
                catch
                {
                    exchange.Dispose();
                    throw;
                }
            }
        }
        catch (SalesforceException exception)
        {
            watch.Failed(exception);
            throw;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw watch.Failed(new SalesforceTransportException($"{call}: there was no answer within {options.Timeout}.", TransportFailure.TimedOut, exception)
            {
                MayHaveExecuted = call.IsWrite && watch.WasSent,
            });
        }
        catch (OperationCanceledException)
        {
            watch.Canceled();
            throw;
        }
    }

    private async Task<Exchange> AttemptAsync(SalesforceCall call, AccessToken token, bool buffers, CallWatch watch, CancellationToken cancellationToken)
    {
        var state = new CallState(call, buffers);
        using var client = http.CreateClient(clientName);
        var request = Request(call, token, state);
        watch.Sending(state);
        try
        {
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            watch.Answered(response, gate.Observe(Header(response, "Sforce-Limit-Info")));
            return new Exchange(request, response, state);
        }
        catch (Exception exception)
        {
            request.Dispose();
            throw exception switch
            {
                BrokenCircuitException broken => new SalesforceTransportException(
                    $"{call} was not sent: Salesforce failed so often that calls pause for a moment.", TransportFailure.CircuitOpen, broken)
                { MayHaveExecuted = state.MayHaveExecuted },
                HttpRequestException lost => Lost(call, state, lost),
                IOException lost => new SalesforceTransportException($"{call}: the connection broke.", TransportFailure.ConnectionLost, lost) { MayHaveExecuted = state.MayHaveExecuted },
                _ => exception,
            };
        }
    }

    private static SalesforceTransportException Lost(SalesforceCall call, CallState state, HttpRequestException exception)
    {
        var (failure, how) = exception.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => (TransportFailure.TlsFailed, $"the TLS handshake failed; {TlsFault.Describe(exception)}"),
            HttpRequestError.NameResolutionError => (TransportFailure.NotConnected, "the host's name is not known"),
            HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => (TransportFailure.NotConnected, "there is no connection"),
            HttpRequestError.ResponseEnded => (TransportFailure.ConnectionLost, "its answer broke off"),
            _ => (TransportFailure.ConnectionLost, $"the connection broke ({exception.HttpRequestError})"),
        };
        return new SalesforceTransportException($"{call}: {how}.", failure, exception) { MayHaveExecuted = state.MayHaveExecuted };
    }

    private HttpRequestMessage Request(SalesforceCall call, AccessToken token, CallState state)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(token.InstanceUrl, call.Path));
        request.Options.Set(CallState.Key, state);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.Accept.Add(call.Accept == JsonMedia.MediaType ? JsonMedia : new MediaTypeWithQualityHeaderValue(call.Accept));
        request.Headers.Add("Sforce-Call-Options", $"client={options.ClientName}");
        if (call.IsWrite && Settings.DuplicateRule is { } rule)
            request.Headers.Add("Sforce-Duplicate-Rule-Header", rule.ToHeader());
        foreach (var (name, value) in call.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(Json.Write(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }
        else if (call.Content is { } content)
        {
            request.Content = content();
        }

        return request;
    }

    private static async Task<SalesforceAnswer> ReadAsync(Exchange exchange, SalesforceCall call, CancellationToken cancellationToken)
    {
        var response = exchange.Response;
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        JsonNode? body = null;
        try
        {
            if (bytes.Length > 0)
                body = Json.Parse(bytes);
        }
        catch (JsonException)
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes);
            throw new SalesforceTransportException($"{call} was answered {(int)response.StatusCode}, but {BodyKind.Describe(response, text)}.", BodyKind.Failure(response, text))
            {
                Status = response.StatusCode,
                MayHaveExecuted = call.IsWrite,
            };
        }

        return new SalesforceAnswer(response.StatusCode, body)
        {
            Call = call,
            ETag = Header(response, "ETag"),
            LastModified = response.Content.Headers.LastModified,
            MayBeRepeated = exchange.State.MayHaveExecuted,
        };
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private sealed record Exchange(HttpRequestMessage Request, HttpResponseMessage Response, CallState State) : IDisposable
    {
        public HttpResponseMessage Detach() => Response;

        public void Dispose()
        {
            Response.Dispose();
            Request.Dispose();
        }
    }
}
