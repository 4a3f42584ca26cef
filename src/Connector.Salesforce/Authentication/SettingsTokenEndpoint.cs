namespace Connector.Salesforce.Authentication;

/// <summary>The flow that the settings ask for: a fixed token, client credentials, or JWT bearer.</summary>
internal sealed class SettingsTokenEndpoint(TokenExchange exchange, TimeProvider time) : ISalesforceTokenEndpoint
{
    private readonly JwtBearerTokenEndpoint _jwtBearer = new(exchange, time);

    public Task<AccessToken> RequestAsync(SalesforceOptions options, CancellationToken cancellationToken = default)
    {
        if (options.AccessToken is { } token)
            return Task.FromResult(new AccessToken(token, options.InstanceUrl!, null));
        if (options.ClientSecret is { } secret)
        {
            return exchange.PostAsync(options,
            [
                new("grant_type", "client_credentials"),
                new("client_id", options.ClientId!),
                new("client_secret", secret),
            ], cancellationToken);
        }

        return _jwtBearer.RequestAsync(options, cancellationToken);
    }
}
