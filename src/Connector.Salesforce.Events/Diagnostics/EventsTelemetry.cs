using System.Diagnostics.Metrics;

namespace Connector.Salesforce.Events.Diagnostics;

/// <summary>The package's meter, <c>Connector.Salesforce.Events</c>.</summary>
internal static class EventsTelemetry
{
    public const string Name = "Connector.Salesforce.Events";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Received = Meter.CreateCounter<long>("salesforce.events.received", "{event}", "Events handed to the reader.");

    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("salesforce.events.reconnects", "{reconnect}", "Streams that were opened anew.");

    public static void Handed(string topic, string kind) => Received.Add(1, new("messaging.destination.name", topic), new("salesforce.event.kind", kind));

    public static void Reconnected(string topic, string reason) => Reconnects.Add(1, new("messaging.destination.name", topic), new("error.type", reason));
}
