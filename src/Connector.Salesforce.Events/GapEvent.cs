namespace Connector.Salesforce.Events;

/// <summary>Salesforce could not tell what changed, only where: read those records.</summary>
/// <param name="Topic">The subscription's topic.</param>
/// <param name="ReplayId">Where it stands.</param>
/// <param name="Type">What is missing.</param>
/// <param name="Header">Which records, and since when.</param>
public sealed record GapEvent(string Topic, ReplayId ReplayId, GapType Type, ChangeHeader Header) : SalesforceEvent(Topic, ReplayId);
