namespace Connector.Salesforce.Events;

/// <summary>
/// Something a subscription tells: a <see cref="ChangeEvent"/>, a <see cref="GapEvent"/>, a <see cref="PlatformEvent"/>, an <see cref="UndecodableEvent"/>,
/// or <see cref="EventProgress"/>. Once it is dealt with, store its id: a restart goes on behind it.
/// </summary>
/// <param name="Topic">The subscription's topic.</param>
/// <param name="ReplayId">Where it stands.</param>
public abstract record SalesforceEvent(string Topic, ReplayId ReplayId);
