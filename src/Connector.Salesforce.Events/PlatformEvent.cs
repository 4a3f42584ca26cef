namespace Connector.Salesforce.Events;

/// <summary>A platform event.</summary>
/// <param name="Topic">The subscription's topic.</param>
/// <param name="ReplayId">Where it stands.</param>
/// <param name="Record">Its fields; the record's type is the event's name.</param>
public sealed record PlatformEvent(string Topic, ReplayId ReplayId, SalesforceRecord Record) : SalesforceEvent(Topic, ReplayId);
