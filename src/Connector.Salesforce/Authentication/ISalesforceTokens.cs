namespace Connector.Salesforce.Authentication;

/// <summary>The tokens of one org: cached, and asked for once however many calls wait. For transports beside REST, such as gRPC.</summary>
public interface ISalesforceTokens
{
    /// <summary>The current token, or a new one.</summary>
    /// <exception cref="SalesforceAuthenticationException">The org let us not in. A call is never sent without a token.</exception>
    Task<AccessToken> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Drops a token that the org no longer takes; one that was already replaced is left alone.</summary>
    Task InvalidateAsync(AccessToken token, CancellationToken cancellationToken = default);
}
