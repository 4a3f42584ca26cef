namespace Connector.Salesforce;

/// <summary>Salesforce let us not in. The message says what to change in its set-up or in our settings.</summary>
public sealed class SalesforceAuthenticationException(string message, Exception? innerException = null)
    : SalesforceException(message, innerException)
{
    /// <summary>The token endpoint's <c>error</c>, such as <c>invalid_grant</c>; null when a call was refused with a token.</summary>
    public string? TokenError { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
