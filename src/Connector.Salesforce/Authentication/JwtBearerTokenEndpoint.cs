using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace Connector.Salesforce.Authentication;

/// <summary>The OAuth 2.0 JWT bearer flow: an assertion signed with our key, exchanged for a token. No client secret, no refresh token.</summary>
internal sealed class JwtBearerTokenEndpoint(TokenExchange exchange, TimeProvider time) : ISalesforceTokenEndpoint
{
    // Salesforce takes assertions that expire at most three minutes ahead; two leave room for a clock that runs ahead.
    public static readonly TimeSpan AssertionLifetime = TimeSpan.FromMinutes(2);

    public Task<AccessToken> RequestAsync(SalesforceOptions options, CancellationToken cancellationToken = default) =>
        exchange.PostAsync(options,
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            new("assertion", Assertion(options)),
        ], cancellationToken);

    private string Assertion(SalesforceOptions options)
    {
        var credentials = SigningKey.Load(options, time);
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
}
