namespace Connector.Salesforce;

/// <summary>No readable answer: a time-out, a reset, a truncated body, a proxy's page, a redirect to a sign-in page.</summary>
public sealed class SalesforceTransportException(string message, TransportFailure failure, Exception? innerException = null)
    : SalesforceException(message, innerException)
{
    /// <summary>What went wrong on the way.</summary>
    public TransportFailure Failure { get; } = failure;

    /// <summary>True, except for a redirect and for a failed TLS handshake, which somebody has to put right.</summary>
    public override bool IsTransient => Failure is not (TransportFailure.Redirected or TransportFailure.TlsFailed);
}
