namespace Connector.Salesforce.Events.Avro;

internal sealed record AvroField(string Name, AvroSchema Schema);
