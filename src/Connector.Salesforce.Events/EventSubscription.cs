namespace Connector.Salesforce.Events;

/// <summary>What to listen to, and from where on.</summary>
/// <param name="Topic">The topic: <c>/data/ContactChangeEvent</c>, <c>/event/Foo__e</c>; see <see cref="EventTopic"/>.</param>
public sealed record EventSubscription(string Topic)
{
    /// <summary>The most events that are asked for at once; Salesforce counts more as 100.</summary>
    public const int MaxEventsAhead = 100;

    /// <summary>Where to begin. Default <see cref="ReplayStart.Latest"/>; after a restart <see cref="ReplayStart.After"/> the last id that was stored.</summary>
    public ReplayStart Start { get; init; } = ReplayStart.Latest;

    /// <summary>How many events may be on their way before the reader has dealt with them, 1 to 100. Default 100.</summary>
    public int EventsAhead { get; init; } = MaxEventsAhead;

    /// <summary>
    /// Whether <see cref="EventProgress"/> comes when Salesforce tells a newer position without an event, so that a quiet topic's stored id does not expire.
    /// Default true.
    /// </summary>
    public bool ReportsProgress { get; init; } = true;
}
