using System.Diagnostics;
using System.Diagnostics.Metrics;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Diagnostics;

/// <summary>The package's activity source and meter, both named <c>Connector.Salesforce</c>, with OpenTelemetry's names and units.</summary>
internal static class SalesforceTelemetry
{
    public const string Name = "Connector.Salesforce";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("salesforce.client.call.duration", "s", "Duration of calls to Salesforce, repetitions included.");

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("salesforce.client.requests", "{request}", "HTTP requests sent; each counts against the org's allocation.");

    private static readonly Counter<long> Records =
        Meter.CreateCounter<long>("salesforce.client.records", "{record}", "Records that calls carried.");

    private static readonly Gauge<long> Used =
        Meter.CreateGauge<long>("salesforce.client.api_usage", "{request}", "The whole org's API calls in 24 hours, as last told.");

    public static Activity? StartActivity(string org, SalesforceCall call)
    {
        var activity = Source.StartActivity(call.Object is null ? call.Operation : $"{call.Operation} {call.Object}", ActivityKind.Client);
        activity?.SetTag("db.system.name", "salesforce");
        activity?.SetTag("db.operation.name", call.Operation);
        activity?.SetTag("db.collection.name", call.Object);
        activity?.SetTag("db.operation.batch.size", call.Count > 1 ? call.Count : null);
        activity?.SetTag("salesforce.org", org);
        return activity;
    }

    public static void Record(SalesforceCallEntry entry, Activity? activity)
    {
        var isOk = entry.Outcome == "ok";
        var tags = new TagList { { "salesforce.org", entry.Org }, { "db.operation.name", entry.Operation }, { "db.collection.name", entry.ObjectType } };
        Requests.Add(entry.Attempts, tags);
        Records.Add(entry.Count, tags);
        if (entry.Usage is { } usage)
            Used.Record(usage.Used, new KeyValuePair<string, object?>("salesforce.org", entry.Org));
        if (!isOk)
            tags.Add("error.type", entry.Outcome);
        Duration.Record(entry.Duration.TotalSeconds, tags);

        activity?.SetTag("http.response.status_code", entry.Status);
        activity?.SetTag("salesforce.request_id", entry.RequestId);
        if (entry.Attempts > 1)
            activity?.SetTag("http.request.resend_count", entry.Attempts - 1);
        if (!isOk)
        {
            activity?.SetTag("error.type", entry.Outcome);
            activity?.SetStatus(ActivityStatusCode.Error, entry.Outcome);
        }
    }
}
