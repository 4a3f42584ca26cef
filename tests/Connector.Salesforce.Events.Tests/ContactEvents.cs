using global::Avro;
using global::Avro.Generic;
using global::Avro.IO;

namespace Connector.Salesforce.Events.Tests;

/// <summary>Contact change events as Salesforce sends them, encoded by Apache Avro.</summary>
public static class ContactEvents
{
    public const string SchemaId = "contact-1";

    /// <summary>Fields by place: 0 header, 1 Name (0 Salutation, 1 FirstName, 2 LastName), 2 Email, 3 Phone, 4 MailingAddress (0 Street, 1 City), 5 Birthdate, 6 Dues__c, 7 IsActive__c, 8 Description, 9 LastModifiedDate.</summary>
    public const string Schema = """
        {"type":"record","name":"ContactChangeEvent","namespace":"com.sforce.eventbus","fields":[
          {"name":"ChangeEventHeader","type":{"type":"record","name":"ChangeEventHeader","fields":[
            {"name":"entityName","type":"string"},{"name":"recordIds","type":{"type":"array","items":"string"}},
            {"name":"changeType","type":{"type":"enum","name":"ChangeType","symbols":["CREATE","UPDATE","DELETE","UNDELETE","GAP_CREATE","GAP_UPDATE","GAP_DELETE","GAP_UNDELETE","GAP_OVERFLOW"]}},
            {"name":"changeOrigin","type":"string"},{"name":"transactionKey","type":"string"},{"name":"sequenceNumber","type":"int"},
            {"name":"commitTimestamp","type":"long"},{"name":"commitNumber","type":"long"},{"name":"commitUser","type":"string"},
            {"name":"nulledFields","type":{"type":"array","items":"string"}},{"name":"diffFields","type":{"type":"array","items":"string"}},{"name":"changedFields","type":{"type":"array","items":"string"}}]}},
          {"name":"Name","type":["null",{"type":"record","name":"Switchable_PersonName","fields":[
            {"name":"Salutation","type":["null","string"]},{"name":"FirstName","type":["null","string"]},{"name":"LastName","type":["null","string"]}]}]},
          {"name":"Email","type":["null","string"],"doc":"Data:EmailAddress"},
          {"name":"Phone","type":["null","string"]},
          {"name":"MailingAddress","type":["null",{"type":"record","name":"Address","fields":[{"name":"Street","type":["null","string"]},{"name":"City","type":["null","string"]}]}]},
          {"name":"Birthdate","type":["null",{"type":"int","logicalType":"date"}]},
          {"name":"Dues__c","type":["null","double"]},
          {"name":"IsActive__c","type":["null","boolean"]},
          {"name":"Description","type":["null","string"]},
          {"name":"LastModifiedDate","type":["null",{"type":"long","logicalType":"timestamp-millis"}]}]}
        """;

    public static byte[] Encode(string changeType, Action<GenericRecord>? fields = null, string[]? changed = null, string[]? nulled = null, string[]? diff = null, string[]? ids = null)
    {
        var schema = (RecordSchema)global::Avro.Schema.Parse(Schema);
        var headerSchema = (RecordSchema)schema["ChangeEventHeader"].Schema;
        var header = new GenericRecord(headerSchema);
        header.Add("entityName", "Contact");
        header.Add("recordIds", ids ?? ["003000000000001AAA"]);
        header.Add("changeType", new GenericEnum((EnumSchema)headerSchema["changeType"].Schema, changeType));
        header.Add("changeOrigin", "com/salesforce/api/rest/67.0;client=Portal");
        header.Add("transactionKey", "0001-key");
        header.Add("sequenceNumber", 1);
        header.Add("commitTimestamp", 1_795_000_000_000L);
        header.Add("commitNumber", 42L);
        header.Add("commitUser", "005000000000001AAA");
        header.Add("nulledFields", nulled ?? []);
        header.Add("diffFields", diff ?? []);
        header.Add("changedFields", changed ?? []);
        var record = new GenericRecord(schema);
        foreach (var field in schema.Fields)
            record.Add(field.Name, null);
        record.Add("ChangeEventHeader", header);
        fields?.Invoke(record);
        return Write(schema, record);
    }

    public static GenericRecord Compound(string field, params (string Name, object? Value)[] children)
    {
        var schema = (RecordSchema)((UnionSchema)((RecordSchema)global::Avro.Schema.Parse(Schema))[field].Schema).Schemas[1];
        var record = new GenericRecord(schema);
        foreach (var child in schema.Fields)
            record.Add(child.Name, null);
        foreach (var (name, value) in children)
            record.Add(name, value);
        return record;
    }

    public static byte[] Write(global::Avro.Schema schema, object value)
    {
        using var stream = new MemoryStream();
        new GenericDatumWriter<object>(schema).Write(value, new BinaryEncoder(stream));
        return stream.ToArray();
    }
}
