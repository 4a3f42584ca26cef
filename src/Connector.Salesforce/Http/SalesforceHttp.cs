using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Diagnostics;
using Connector.Salesforce.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Http;

/// <summary>Sends one call with a token, renews the token once when the session has expired, and reads the answer or its error.</summary>
internal sealed class SalesforceHttp(
    IHttpClientFactory http, string clientName, TokenManager tokens, SalesforceOptions options, TimeProvider time, ILogger logger)
{
    public ApiUsage? Usage { get; private set; }

    public string DataPath { get; } = $"/services/data/v{options.ApiVersion}";

    public Task<AccessToken> GetTokenAsync(CancellationToken cancellationToken) => tokens.GetAsync(cancellationToken);

    /// <summary>Sends and returns the parsed body; null for an empty one (204).</summary>
    public async Task<JsonNode?> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, IReadOnlyList<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default)
    {
        var content = body?.ToJsonString();
        for (var attempt = 1; ; attempt++)
        {
            // A failed token request ends the call: nothing is ever sent unauthenticated.
            var token = await tokens.GetAsync(cancellationToken);
            using var request = new HttpRequestMessage(method, new Uri(token.InstanceUrl, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.Add("Sforce-Call-Options", $"client={options.ClientName}");
            foreach (var (name, value) in headers ?? [])
                request.Headers.Add(name, value);
            if (content is not null)
                request.Content = new StringContent(content, Encoding.UTF8, "application/json");

            using var response = await ExchangeAsync(request, cancellationToken);
            var text = await ReadAsync(request, response, cancellationToken);
            if (response.IsSuccessStatusCode)
                return Parse(request, response, text);

            if (attempt == 1 && ErrorAnswer.IsExpiredSession(response, text))
            {
                tokens.Invalidate(token);
                continue;
            }

            throw ErrorAnswer.Read(request, response, text);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var client = http.CreateClient(clientName);
        try
        {
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.Headers.TryGetValues("Sforce-Limit-Info", out var limits) && ApiUsage.Parse(limits.FirstOrDefault()) is { } usage)
                Usage = usage;
            var elapsed = time.GetElapsedTime(started);
            SalesforceTelemetry.Record(request, response, elapsed);
            if (logger.IsEnabled(LogLevel.Debug))
                logger.Called(request.Method.Method, request.RequestUri!.AbsolutePath, (int)response.StatusCode, elapsed.TotalMilliseconds);
            return response;
        }
        catch (HttpRequestException exception)
        {
            throw Lost(request, $"the connection failed ({exception.HttpRequestError})", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(request, "there was no answer in time", exception);
        }
    }

    private static async Task<string> ReadAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Lost(request, "its answer broke off", exception);
        }
    }

    private static JsonNode? Parse(HttpRequestMessage request, HttpResponseMessage response, string text)
    {
        if (text.Length == 0)
            return null;

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new SalesforceTransportException($"{request.Method} {request.RequestUri!.AbsolutePath} was answered {(int)response.StatusCode}, but {BodyKind.Describe(response, text)}.")
            {
                Status = response.StatusCode,
                MayHaveExecuted = ErrorAnswer.IsWrite(request),
            };
        }
    }

    private static SalesforceTransportException Lost(HttpRequestMessage request, string how, Exception exception) =>
        new($"{request.Method} {request.RequestUri!.AbsolutePath}: {how}.", exception)
        {
            MayHaveExecuted = ErrorAnswer.IsWrite(request),
        };
}
