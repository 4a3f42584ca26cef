using System.Buffers;
using System.Text.Json;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>An answer of the data API, whole.</summary>
internal sealed class RestResponse
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required int Status { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = "application/json;charset=UTF-8";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsSuccess => Status is >= 200 and < 300;

    public static RestResponse NoContent() => new() { Status = StatusCodes.Status204NoContent };

    public static RestResponse NotModified() => new() { Status = StatusCodes.Status304NotModified };

    public static RestResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            write(json);
        return new RestResponse { Status = status, Body = buffer.WrittenMemory };
    }

    public static RestResponse Ok(Action<Utf8JsonWriter> write) => Json(StatusCodes.Status200OK, write);

    /// <summary>A refusal in the REST API's form.</summary>
    public static RestResponse Of(OrgException exception, string dataPath = "") => Json(exception.Status, json =>
    {
        json.WriteStartArray();
        if (exception.Choices is { } choices)
        {
            foreach (var url in choices)
                json.WriteStringValue(url);
        }
        else if (exception.Duplicates is { } duplicates)
        {
            ErrorJson.WriteDuplicates(json, duplicates, exception.Errors[0], dataPath);
        }
        else
        {
            foreach (var error in exception.Errors)
                ErrorJson.Write(json, error, "errorCode");
        }

        json.WriteEndArray();
    });
}
