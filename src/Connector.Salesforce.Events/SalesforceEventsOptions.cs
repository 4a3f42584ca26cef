namespace Connector.Salesforce.Events;

/// <summary>How to reach the Pub/Sub API. Validated when it is first used, or when the host starts.</summary>
public sealed class SalesforceEventsOptions
{
    /// <summary>The endpoint. HTTPS, except to loopback. Default <c>https://api.pubsub.salesforce.com:7443</c>.</summary>
    public Uri? Endpoint { get; set; } = new("https://api.pubsub.salesforce.com:7443");

    /// <summary>A stream that says nothing for so long is dead, although nothing says so. Salesforce sends a keep-alive within 270 seconds. Default 5 minutes.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait before the first reconnection; it doubles, and the wait is anything up to it. Default 1 second.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before any reconnection. Default 1 minute.</summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromMinutes(1);
}
