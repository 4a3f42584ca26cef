namespace Connector.Salesforce.Events;

/// <summary>No event, but a newer position to store.</summary>
/// <param name="Topic">The subscription's topic.</param>
/// <param name="ReplayId">The position.</param>
public sealed record EventProgress(string Topic, ReplayId ReplayId) : SalesforceEvent(Topic, ReplayId);
