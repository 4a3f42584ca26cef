namespace Connector.Salesforce.OutboundMessages;

/// <summary>A request that is no outbound message of the expected org: answer it 400 and do nothing. The message holds nothing of the body.</summary>
public sealed class OutboundMessageException(string message, Exception? innerException = null) : Exception(message, innerException);
