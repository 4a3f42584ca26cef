using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Salesforce.Events.Avro;

/// <summary>Reads one Avro datum into JSON: records as objects, bytes as base 64, moments and dates in Salesforce's forms.</summary>
internal ref struct AvroReader(ReadOnlySpan<byte> data)
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    /// <exception cref="AvroException">The bytes do not fit the schema.</exception>
    public static JsonNode? Read(AvroSchema schema, ReadOnlySpan<byte> data)
    {
        var reader = new AvroReader(data);
        var value = reader.Value(schema, 0);
        return reader._position == data.Length ? value : throw new AvroException("The payload is longer than its schema says.");
    }

    private JsonNode? Value(AvroSchema schema, int depth)
    {
        if (depth > MaxDepth)
            throw new AvroException("The payload is nested too deep.");

        return schema.Type switch
        {
            AvroType.Null => null,
            AvroType.Boolean => JsonValue.Create(Bytes(1)[0] != 0),
            AvroType.Int => Moment(schema, Int()),
            AvroType.Long => Moment(schema, Long()),
            AvroType.Float => Finite(BinaryPrimitives.ReadSingleLittleEndian(Bytes(4))),
            AvroType.Double => Finite(BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8))),
            AvroType.Bytes => JsonValue.Create(Convert.ToBase64String(Bytes(Length()))),
            AvroType.String => JsonValue.Create(Encoding.UTF8.GetString(Bytes(Length()))),
            AvroType.Fixed => JsonValue.Create(Convert.ToBase64String(Bytes(schema.Size))),
            AvroType.Enum => JsonValue.Create(At(schema.Symbols, Int())),
            AvroType.Union => Value(At(schema.Branches, Long()), depth + 1),
            AvroType.Record => Record(schema, depth),
            AvroType.Array => Array(schema, depth),
            AvroType.Map => Map(schema, depth),
            _ => throw new AvroException("The schema has an unknown type."),
        };
    }

    private JsonObject Record(AvroSchema schema, int depth)
    {
        var record = new JsonObject();
        foreach (var field in schema.Fields)
            record[field.Name] = Value(field.Schema, depth + 1);
        return record;
    }

    private JsonArray Array(AvroSchema schema, int depth)
    {
        var array = new JsonArray();
        for (var count = Block(); count > 0; count = Block())
        {
            for (; count > 0; count--)
                array.Add(Value(schema.Items!, depth + 1));
        }

        return array;
    }

    private JsonObject Map(AvroSchema schema, int depth)
    {
        var map = new JsonObject();
        for (var count = Block(); count > 0; count = Block())
        {
            for (; count > 0; count--)
                map[Encoding.UTF8.GetString(Bytes(Length()))] = Value(schema.Items!, depth + 1);
        }

        return map;
    }

    // A block's count; a negative one is followed by the block's size in bytes. Every item takes a byte, unless it is null.
    private long Block()
    {
        var count = Long();
        if (count < 0)
        {
            count = -count;
            _ = Long();
        }

        return count <= _data.Length ? count : throw new AvroException("The payload says that it has more items than it has bytes.");
    }

    private int Int() => Long() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new AvroException("The payload has a number that is too large.");

    // Zigzag, seven bits a byte, lowest first.
    private long Long()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Bytes(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new AvroException("The payload has a number without an end.");
    }

    private int Length() => Long() is >= 0 and <= int.MaxValue and var length ? (int)length : throw new AvroException("The payload has a length that is none.");

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _data.Length - _position)
            throw new AvroException("The payload breaks off.");

        var bytes = _data.Slice(_position, count);
        _position += count;
        return bytes;
    }

    private static T At<T>(IReadOnlyList<T> list, long index) =>
        index >= 0 && index < list.Count ? list[(int)index] : throw new AvroException("The payload chooses a branch that its schema does not have.");

    // JSON knows no infinity.
    private static JsonValue? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static JsonValue Moment(AvroSchema schema, long value)
    {
        try
        {
            return schema.LogicalType switch
            {
                "timestamp-millis" => JsonValue.Create(SalesforceDateTime.Format(DateTimeOffset.FromUnixTimeMilliseconds(value))),
                "timestamp-micros" => JsonValue.Create(SalesforceDateTime.Format(DateTimeOffset.UnixEpoch.AddMicroseconds(value))),
                "date" => JsonValue.Create(DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(value)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                _ => JsonValue.Create(value),
            };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new AvroException("The payload has a date that is none.", exception);
        }
    }
}
