namespace Connector.Salesforce.Events.Avro;

/// <summary>A schema or a payload that is not what it should be. The message holds no value of the payload.</summary>
internal sealed class AvroException(string message, Exception? innerException = null) : Exception(message, innerException);
