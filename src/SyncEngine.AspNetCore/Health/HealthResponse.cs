using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SyncEngine.AspNetCore.Health;

/// <summary>Writes a health report as JSON: the status, and each check's with its reason. Exceptions' texts stay inside.</summary>
internal static class HealthResponse
{
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status", Name(report.Status));
        writer.WriteStartArray("checks");
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("status", Name(entry.Status));
            if (entry.Description is { } reason)
                writer.WriteString("reason", reason);
            foreach (var (key, value) in entry.Data)
                Write(writer, key, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    // A site's own checks may carry anything; numbers stay numbers, the rest is told as text.
    private static void Write(Utf8JsonWriter writer, string key, object value)
    {
        if (value is int or long)
            writer.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        else
            writer.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
