using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SyncEngine.Storage;

/// <summary>Values and rows as JSON, the form in which many go to the database in one parameter.</summary>
internal static class RowJson
{
    public static string Write(IReadOnlyCollection<string> values) => Write(values.Count * 48, json =>
    {
        foreach (var value in values)
            json.WriteStringValue(value);
    });

    /// <summary>Rows of texts, whole numbers, ids and nulls.</summary>
    public static string Write(IReadOnlyCollection<object?[]> rows) => Write(rows.Count * 256, json =>
    {
        foreach (var row in rows)
        {
            json.WriteStartArray();
            foreach (var value in row)
                Write(json, value);
            json.WriteEndArray();
        }
    });

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case Guid id:
                // As the SQLite driver writes ids; PostgreSQL takes either case.
                json.WriteStringValue(id.ToString().ToUpperInvariant());
                break;
            default:
                throw new ArgumentException($"A {value.GetType().Name} is no value of a row.", nameof(value));
        }
    }

    private static string Write(int about, Action<Utf8JsonWriter> elements)
    {
        var buffer = new ArrayBufferWriter<byte>(about + 64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            elements(json);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
