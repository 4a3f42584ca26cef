namespace Connector.Salesforce.Authentication;

/// <summary>
/// Shares tokens between hosts, so that many hosts sign in once. Its failures are logged and cost a sign-in, never a call.
/// The connector brings one over <c>IDistributedCache</c>, encrypted with Data Protection (<c>ShareTokens</c>).
/// </summary>
public interface ISalesforceTokenStore
{
    /// <summary>The token another host left, or null.</summary>
    Task<AccessToken?> ReadAsync(string org, CancellationToken cancellationToken = default);

    /// <summary>Leaves a token for the others.</summary>
    Task WriteAsync(string org, AccessToken token, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Drops the token, if it is still the one that was refused.</summary>
    Task RemoveAsync(string org, AccessToken refused, CancellationToken cancellationToken = default);
}
