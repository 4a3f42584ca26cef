using System.Text.Json.Nodes;
using Connector.Salesforce.Events.Avro;
using Connector.Salesforce.Events.Wire;

namespace Connector.Salesforce.Events.Decoding;

/// <summary>Makes a typed event of a payload and its schema, the header's bitmaps applied.</summary>
internal static class EventDecoder
{
    private const string HeaderField = "ChangeEventHeader";

    public static SalesforceEvent Decode(string topic, ConsumerEvent consumer, AvroSchema schema)
    {
        var replayId = new ReplayId(consumer.ReplayId.Span);
        try
        {
            if (schema.Type != AvroType.Record || AvroReader.Read(schema, consumer.Event.Payload.Span) is not JsonObject payload)
                throw new AvroException("The schema is no record.");

            return payload[HeaderField] is JsonObject header
                ? Change(topic, replayId, schema, payload, header)
                : new PlatformEvent(topic, replayId, Platform(schema, payload));
        }
        catch (Exception exception) when (exception is AvroException or FormatException or OverflowException)
        {
            return new UndecodableEvent(topic, replayId, consumer.Event.SchemaId, exception.Message);
        }
    }

    private static SalesforceEvent Change(string topic, ReplayId replayId, AvroSchema schema, JsonObject payload, JsonObject json)
    {
        var header = Header(json);
        var type = Text(json, "changeType");
        if (type.StartsWith("GAP_", StringComparison.Ordinal))
        {
            return Enum.TryParse<GapType>(type["GAP_".Length..], ignoreCase: true, out var gap)
                ? new GapEvent(topic, replayId, gap, header)
                : throw new AvroException("The header has an unknown change type.");
        }

        if (!Enum.TryParse<ChangeType>(type, ignoreCase: true, out var change))
            throw new AvroException("The header has an unknown change type.");

        var differences = Names(schema, Texts(json, "diffFields")).ToList();
        return new ChangeEvent(topic, replayId, change, header, Changes(schema, payload, json, header, change, differences)) { DiffFields = differences };
    }

    private static SalesforceRecord Changes(
        AvroSchema schema, JsonObject payload, JsonObject json, ChangeHeader header, ChangeType type, List<string> differences)
    {
        var record = new SalesforceRecord(header.EntityName);
        if (header.Ids.ToList() is [var only])
            record.Id = only;

        var changed = Places(schema, Texts(json, "changedFields")).ToList();
        switch (type)
        {
            case ChangeType.Create or ChangeType.Undelete when changed.Count == 0:
                // A new record: whatever has a value is told, and there is no bitmap.
                foreach (var place in AllPlaces(schema))
                {
                    if (Value(payload, place) is { } value)
                        Set(place, value);
                }

                break;
            case not ChangeType.Delete:
                foreach (var place in changed)
                    Set(place, Value(payload, place));
                foreach (var place in Places(schema, Texts(json, "nulledFields")))
                    Set(place, null);
                break;
        }

        return record;

        void Set(Place place, JsonNode? value)
        {
            var name = Name(place);
            if (!differences.Contains(name))
                record[name] = value?.DeepClone();
        }
    }

    private static SalesforceRecord Platform(AvroSchema schema, JsonObject payload)
    {
        var record = new SalesforceRecord(schema.Name);
        foreach (var (field, value) in payload)
            record[field] = value?.DeepClone();
        return record;
    }

    private static ChangeHeader Header(JsonObject json) => new(Text(json, "entityName"), Texts(json, "recordIds"))
    {
        Origin = Text(json, "changeOrigin"),
        TransactionKey = Text(json, "transactionKey"),
        SequenceNumber = (int)Number(json, "sequenceNumber"),
        CommittedAt = Moment(json["commitTimestamp"]),
        CommitNumber = Number(json, "commitNumber"),
        CommitUser = Text(json, "commitUser"),
    };

    private static IEnumerable<string> Names(AvroSchema schema, IReadOnlyList<string> bitmaps) => Places(schema, bitmaps).Select(Name);

    // A bit of a compound field itself says no more than the bits of its children do.
    private static IEnumerable<Place> Places(AvroSchema schema, IReadOnlyList<string> bitmaps)
    {
        foreach (var (field, child) in FieldBitmap.Places(bitmaps))
        {
            if (field >= schema.Fields.Count)
                throw new AvroException("A bitmap names a field that the schema does not have.");

            var parent = schema.Fields[field];
            var inner = parent.Schema.NotNull;
            if (parent.Name == HeaderField)
                continue;
            if (inner.Type != AvroType.Record)
            {
                if (child is not null)
                    throw new AvroException("A bitmap names a child of a field that has none.");
                yield return new Place(parent.Name, null);
            }
            else if (child is { } at)
            {
                if (at >= inner.Fields.Count)
                    throw new AvroException("A bitmap names a child that the schema does not have.");
                yield return new Place(parent.Name, inner.Fields[at].Name);
            }
            else if (!bitmaps.Any(bitmap => bitmap.StartsWith($"{field}-", StringComparison.Ordinal)))
            {
                foreach (var each in inner.Fields)
                    yield return new Place(parent.Name, each.Name);
            }
        }
    }

    private static IEnumerable<Place> AllPlaces(AvroSchema schema)
    {
        foreach (var field in schema.Fields.Where(field => field.Name != HeaderField))
        {
            if (field.Schema.NotNull is { Type: AvroType.Record } inner)
            {
                foreach (var child in inner.Fields)
                    yield return new Place(field.Name, child.Name);
            }
            else
            {
                yield return new Place(field.Name, null);
            }
        }
    }

    private static JsonNode? Value(JsonObject payload, Place place) =>
        place.Child is null ? payload[place.Field] : (payload[place.Field] as JsonObject)?[place.Child];

    private static string Name(Place place) => place.Child is null ? place.Field : CompoundField.Child(place.Field, place.Child);

    private static string Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static IReadOnlyList<string> Texts(JsonObject json, string name) =>
        json[name] is JsonArray array ? [.. array.OfType<JsonValue>().Select(item => item.TryGetValue<string>(out var text) ? text : null).OfType<string>()] : [];

    private static long Number(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;

    // A plain epoch, or already read as a moment where the schema says so.
    private static DateTimeOffset Moment(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<long>(out var milliseconds) && milliseconds is > -62_135_596_800_000 and < 253_402_300_800_000 => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
        JsonValue value when value.TryGetValue<string>(out var text) && SalesforceDateTime.TryParse(text, out var moment) => moment,
        _ => default,
    };

    private readonly record struct Place(string Field, string? Child);
}
