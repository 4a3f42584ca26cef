namespace Connector.Salesforce.Events;

/// <summary>An event whose payload does not fit its schema. The stream goes on; what it told is to be found out by a sweep.</summary>
/// <param name="Topic">The subscription's topic.</param>
/// <param name="ReplayId">Where it stands.</param>
/// <param name="SchemaId">The schema that it named.</param>
/// <param name="Reason">What does not fit; holds no field value.</param>
public sealed record UndecodableEvent(string Topic, ReplayId ReplayId, string SchemaId, string Reason) : SalesforceEvent(Topic, ReplayId);
