using System.IdentityModel.Tokens.Jwt;
using System.Net;
using System.Text.Json;
using Connector.Salesforce.Http;
using Microsoft.IdentityModel.Tokens;

namespace Connector.Salesforce.Authentication;

/// <summary>The OAuth 2.0 JWT bearer flow: an assertion signed with our key, exchanged for a token. No client secret, no refresh token.</summary>
internal sealed class JwtBearerTokenEndpoint(IHttpClientFactory http, TimeProvider time) : ISalesforceTokenEndpoint
{
    public const string HttpClientName = "Connector.Salesforce.Token";

    // Salesforce takes assertions that expire at most three minutes ahead; two leave room for a clock that runs ahead.
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromMinutes(2);

    public async Task<AccessToken> RequestAsync(SalesforceOptions options, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.LoginUrl!, "/services/oauth2/token"))
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                new("assertion", Assertion(options)),
            ]),
        };
        using var client = http.CreateClient(HttpClientName);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? Read(body) : throw Refusal(response, body);
        }
        catch (HttpRequestException exception)
        {
            throw new SalesforceTransportException($"Salesforce's token endpoint at {options.LoginUrl!.Host} did not answer: {exception.HttpRequestError}.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SalesforceTransportException($"Salesforce's token endpoint at {options.LoginUrl!.Host} did not answer in time.", exception);
        }
    }

    private string Assertion(SalesforceOptions options)
    {
        var credentials = SigningKey.Load(options);
        using var key = ((RsaSecurityKey)credentials.Key).Rsa;
        var handler = new JwtSecurityTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateEncodedJwt(new SecurityTokenDescriptor
        {
            Issuer = options.ClientId,
            Audience = Audience(options),
            Claims = new Dictionary<string, object> { ["sub"] = options.Username! },
            Expires = (time.GetUtcNow() + AssertionLifetime).UtcDateTime,
            SigningCredentials = credentials,
        });
    }

    internal static string Audience(SalesforceOptions options) =>
        options.Audience ?? (options.LoginUrl!.Host is "login.salesforce.com" or "test.salesforce.com"
            ? options.LoginUrl.GetLeftPart(UriPartial.Authority)
            : "https://login.salesforce.com");

    private static AccessToken Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var id = root.TryGetProperty("id", out var link) ? link.GetString() : null;
            return new AccessToken(
                root.GetProperty("access_token").GetString()!,
                new Uri(root.GetProperty("instance_url").GetString()!),
                id?.Split('/') is [.., var organization, _] ? organization : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or UriFormatException or InvalidOperationException or ArgumentNullException)
        {
            throw new SalesforceTransportException("The token endpoint answered 200 with something that is not a token; is Salesforce:LoginUrl a Salesforce host, or is a proxy in between?");
        }
    }

    private SalesforceException Refusal(HttpResponseMessage response, string body)
    {
        string? error = null, description = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            error = json.RootElement.GetProperty("error").GetString();
            description = json.RootElement.TryGetProperty("error_description", out var text) ? text.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not the endpoint's own words: a proxy's page, a redirect, a server in trouble.
        }

        if (error is null)
        {
            return new SalesforceTransportException($"The token endpoint answered {(int)response.StatusCode} without an OAuth error; {BodyKind.Describe(response, body)}.")
            {
                Status = response.StatusCode,
            };
        }

        return new SalesforceAuthenticationException($"Salesforce refused to sign in ({error}{(description is null ? "" : ": " + description)}). {Advice(error, description, response)}")
        {
            Status = response.StatusCode,
            TokenError = error,
        };
    }

    private string Advice(string error, string? description, HttpResponseMessage response)
    {
        description ??= "";
        if (response.Headers.Date is { } theirs && (theirs - time.GetUtcNow()).Duration() > TimeSpan.FromMinutes(2))
            return $"This host's clock differs from Salesforce's by {(theirs - time.GetUtcNow()).Duration():hh\\:mm\\:ss}: set it right, assertions live two minutes.";

        return (error, description) switch
        {
            ("invalid_grant", _) when Says("hasn't approved") =>
                "Pre-authorise the integration user: in the external client app set permitted users to \"admin approved\" and assign its permission set or profile.",
            ("invalid_grant", _) when Says("audience") =>
                "Set Salesforce:Audience to https://login.salesforce.com (production), https://test.salesforce.com (sandbox) or the site's URL.",
            ("invalid_grant", _) when Says("expired") =>
                "The assertion was too old on arrival: check this host's clock.",
            ("invalid_grant", _) when Says("assertion") =>
                "The signature or a claim does not fit: upload the certificate that belongs to Salesforce's private key in the settings here, and check Salesforce:Username.",
            ("invalid_grant", _) => "Check Salesforce:Username, the uploaded certificate and the user's approval for the app.",
            ("invalid_client_id", _) => "Salesforce:ClientId is not a consumer key of this org (new apps take some minutes to be known).",
            ("invalid_app_access", _) => "Assign the app to the integration user by permission set or profile.",
            ("unsupported_grant_type", _) => "Switch on \"JWT bearer flow\" in the external client app.",
            ("invalid_client", _) => "The app exists but is not set up for certificates: switch on digital signatures and upload one.",
            _ => "Look the error up in Salesforce's log-in history of the integration user.",
        };

        bool Says(string words) => description.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
