namespace Connector.Salesforce.OutboundMessages;

/// <summary>One record of an outbound message.</summary>
/// <param name="Id">The notification's id: the same when Salesforce sends it again.</param>
/// <param name="Record">The record with the fields that the message was set up to carry, as text, and as they were when it was queued.</param>
public sealed record OutboundNotification(string Id, SalesforceRecord Record);
