namespace Connector.Salesforce;

/// <summary>What went wrong between us and Salesforce.</summary>
public enum TransportFailure
{
    /// <summary>No connection: the host is unknown, refuses, or is out of reach. Nothing was sent.</summary>
    NotConnected,

    /// <summary>The TLS handshake failed. Nothing was sent.</summary>
    TlsFailed,

    /// <summary>The connection broke before the whole answer was there.</summary>
    ConnectionLost,

    /// <summary>No answer within <see cref="SalesforceOptions.Timeout"/>.</summary>
    TimedOut,

    /// <summary>An answer that is no JSON, is cut off, or lacks what it must have.</summary>
    UnreadableAnswer,

    /// <summary>An HTML page, as a proxy or a maintenance page sends it.</summary>
    HtmlPage,

    /// <summary>A redirect, usually to a sign-in page; it was not followed.</summary>
    Redirected,

    /// <summary>Nothing was sent: so many calls failed in a row that the connector pauses.</summary>
    CircuitOpen,
}
