namespace Connector.Salesforce.Authentication;

/// <summary>Asks for one new token, each time. The default is the JWT bearer flow; a site registers its own for another flow.</summary>
public interface ISalesforceTokenEndpoint
{
    /// <summary>Asks for a token.</summary>
    /// <param name="options">The org's settings.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SalesforceAuthenticationException">Salesforce refused; the message says what to change.</exception>
    /// <exception cref="SalesforceTransportException">There was no readable answer.</exception>
    Task<AccessToken> RequestAsync(SalesforceOptions options, CancellationToken cancellationToken = default);
}
