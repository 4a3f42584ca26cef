using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Salesforce.Http;

/// <summary>Reading answers that may hold anything, and writing bodies, without reflection.</summary>
internal static class Json
{
    internal static readonly JsonNodeOptions NodeOptions = new() { PropertyNameCaseInsensitive = true };

    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 64, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="JsonException">The bytes are no JSON, or hold a property twice.</exception>
    internal static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        // A byte-order mark is what some proxies add.
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        return JsonNode.Parse(utf8, NodeOptions, DocumentOptions);
    }

    internal static ReadOnlyMemory<byte> Write(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            node.WriteTo(writer);
        return buffer.WrittenMemory;
    }

    internal static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static bool? AsBoolean(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<bool>(out var boolean) ? boolean : null;

    internal static long? AsNumber(this JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value when value.TryGetValue<double>(out var number) => (long)number,
        _ => null,
    };

    internal static IReadOnlyList<string> AsTexts(this JsonNode? node) =>
        node is JsonArray array ? [.. array.Select(AsText).OfType<string>()] : [];
}
