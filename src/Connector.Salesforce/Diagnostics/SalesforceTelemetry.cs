using System.Diagnostics.Metrics;

namespace Connector.Salesforce.Diagnostics;

/// <summary>The package's meter, <c>Connector.Salesforce</c>. Spans of the calls are those of <c>System.Net.Http</c>.</summary>
internal static class SalesforceTelemetry
{
    public const string Name = "Connector.Salesforce";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("salesforce.client.call.duration", "s", "Duration of calls to Salesforce.");

    public static void Record(HttpRequestMessage request, HttpResponseMessage response, TimeSpan elapsed) =>
        Duration.Record(elapsed.TotalSeconds,
            new("http.request.method", request.Method.Method),
            new("http.response.status_code", (int)response.StatusCode));
}
