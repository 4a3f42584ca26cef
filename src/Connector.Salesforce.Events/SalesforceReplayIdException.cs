namespace Connector.Salesforce.Events;

/// <summary>
/// The stored replay id is expired or corrupt: events may have been missed. To lose none, read what changed since the last event that was dealt with
/// (<see cref="ISalesforceEvents.BackfillAsync"/>) and subscribe from <see cref="ResumeFrom"/>. Going on with the latest instead would lose events silently.
/// </summary>
public sealed class SalesforceReplayIdException(string message, string topic, ReplayId? replayId) : SalesforceException(message)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>The id that Salesforce did not take.</summary>
    public ReplayId? ReplayId { get; } = replayId;

    /// <summary>Where the next subscription begins: with all that Salesforce still has, so that it overlaps the backfill.</summary>
    public ReplayStart ResumeFrom { get; } = ReplayStart.Earliest;

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
