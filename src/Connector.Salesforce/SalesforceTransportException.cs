namespace Connector.Salesforce;

/// <summary>No readable answer: a time-out, a reset, a truncated body, a proxy's page, a redirect to a sign-in page.</summary>
public sealed class SalesforceTransportException(string message, Exception? innerException = null)
    : SalesforceException(message, innerException)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
