using System.Net;
using System.Text.Json;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Authentication;

/// <summary>Posts a form to <c>/services/oauth2/token</c> and reads the token or the refusal; what all flows share.</summary>
internal sealed class TokenExchange(IHttpClientFactory http, TimeProvider time)
{
    public const string HttpClientName = "Connector.Salesforce.Token";

    private static readonly TimeSpan ToleratedSkew = TimeSpan.FromMinutes(2);

    public async Task<AccessToken> PostAsync(SalesforceOptions options, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var host = options.LoginUrl!.Host;
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.LoginUrl, "/services/oauth2/token")) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.ParseAdd("application/json");
        using var client = http.CreateClient(HttpClientName);
        try
        {
            using var response = await client.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsStringAsync(either.Token);
            return response.StatusCode == HttpStatusCode.OK ? Read(options, body) : throw Refusal(response, body);
        }
        catch (HttpRequestException exception)
        {
            var failure = exception.HttpRequestError switch
            {
                HttpRequestError.SecureConnectionError => TransportFailure.TlsFailed,
                HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError => TransportFailure.NotConnected,
                _ => TransportFailure.ConnectionLost,
            };
            throw new SalesforceTransportException($"Salesforce's token endpoint at {host} did not answer: {(failure == TransportFailure.TlsFailed ? $"the TLS handshake failed; {TlsFault.Describe(exception)}" : exception.HttpRequestError)}.", failure, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SalesforceTransportException($"Salesforce's token endpoint at {host} did not answer within {options.Timeout}.", TransportFailure.TimedOut, exception);
        }
    }

    private static AccessToken Read(SalesforceOptions options, string body)
    {
        try
        {
            var json = Json.Parse(System.Text.Encoding.UTF8.GetBytes(body));
            if (json?["access_token"].AsText() is { Length: > 0 } token && Uri.TryCreate(json["instance_url"].AsText(), UriKind.Absolute, out var instance))
            {
                // https://login.salesforce.com/id/<orgId>/<userId>
                var (organization, user) = json["id"].AsText()?.Split('/') is [.., var ofOrganization, var ofUser] ? (ofOrganization, ofUser) : (null, null);
                return new AccessToken(token, instance, organization) { UserId = user };
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The same answer as to JSON without a token.
        }

        throw new SalesforceTransportException(
            $"The token endpoint answered 200 with something that is not a token; is the LoginUrl ({options.LoginUrl!.Host}) a Salesforce host, or is a proxy in between?",
            body.AsSpan().TrimStart() is ['<', ..] ? TransportFailure.HtmlPage : TransportFailure.UnreadableAnswer);
    }

    private SalesforceException Refusal(HttpResponseMessage response, string body)
    {
        string? error = null, description = null;
        try
        {
            var json = Json.Parse(System.Text.Encoding.UTF8.GetBytes(body)) as System.Text.Json.Nodes.JsonObject;
            error = json?["error"].AsText();
            description = json?["error_description"].AsText();
        }
        catch (JsonException)
        {
            // Not the endpoint's own words: a proxy's page, a redirect, a server in trouble.
        }

        if (error is null)
        {
            return new SalesforceTransportException(
                $"The token endpoint answered {(int)response.StatusCode} without an OAuth error; {BodyKind.Describe(response, body)}.", BodyKind.Failure(response, body))
            {
                Status = response.StatusCode,
                RetryAfter = RetryRules.RetryAfter(response, time),
            };
        }

        return new SalesforceAuthenticationException(
            $"Salesforce refused to sign in ({error}{(description is null ? "" : ": " + description)}). {(error == "invalid_grant" ? Skew(response) : null) ?? TokenErrorAdvice.For(error, description ?? "")}")
        {
            Status = response.StatusCode,
            TokenError = error,
        };
    }

    // The answer's Date header tells Salesforce's clock: the most frequent cause of a refusal that nobody finds.
    private string? Skew(HttpResponseMessage response)
    {
        if (response.Headers.Date is not { } theirs || (theirs - time.GetUtcNow()) is var ahead && ahead.Duration() <= ToleratedSkew)
            return null;

        return $"This host's clock is {(theirs - time.GetUtcNow()).Duration():hh\\:mm\\:ss} {(theirs > time.GetUtcNow() ? "behind" : "ahead of")} Salesforce's: set it right, an assertion lives two minutes.";
    }
}
