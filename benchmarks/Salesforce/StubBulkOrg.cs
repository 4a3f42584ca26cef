using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Salesforce;

/// <summary>Bulk 2.0 as far as the benchmark needs it: counts the rows of an upload, and makes up results and query pages that fit them.</summary>
internal sealed class StubBulkOrg : IAsyncDisposable
{
    private const int Rows = 1_000_000;
    private const string Jobs = "/services/data/v67.0/jobs";

    private readonly WebApplication _app;
    private readonly Dictionary<string, (long First, long Count)> _uploads = [];
    private long _received;
    private int _jobs;
    private int _requests;

    private StubBulkOrg(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public int Requests => _requests;

    public static async Task<StubBulkOrg> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var org = new StubBulkOrg(builder.Build());
        org.Map();
        await org._app.StartAsync(cancellationToken);
        return org;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use((context, next) =>
        {
            Interlocked.Increment(ref _requests);
            return next(context);
        });
        _app.MapPost($"{Jobs}/ingest", () => Json(State($"{++_jobs}", "Open")));
        _app.MapPut($"{Jobs}/ingest/{{id}}/batches", async (string id, HttpContext context) =>
        {
            var rows = await CountLinesAsync(context.Request.Body) - 1;
            _uploads[id] = (_received, rows);
            _received += rows;
            return Results.StatusCode(201);
        });
        _app.MapMethods($"{Jobs}/ingest/{{id}}", ["PATCH"], (string id) => Json(State(id, "UploadComplete")));
        _app.MapGet($"{Jobs}/ingest/{{id}}", (string id) => Json(State(id, "JobComplete")));
        _app.MapGet($"{Jobs}/ingest/{{id}}/successfulResults", (string id, HttpContext context) =>
            WriteAsync(context, "\"sf__Id\",\"sf__Created\",\"Portal_Id__c\",\"FirstName\",\"LastName\",\"Email\"", _uploads[id].First, _uploads[id].Count, "\"{1}\",\"true\",\"{0}\",\"Ann\",\"Member {0}\",\"member-{0}@example.org\""));
        _app.MapPost($"{Jobs}/query", () => Json("""{"id":"q","state":"UploadComplete"}"""));
        _app.MapGet($"{Jobs}/query/q", () => Json("""{"id":"q","state":"JobComplete"}"""));
        _app.MapGet($"{Jobs}/query/q/results", (HttpContext context, int maxRecords, long? locator) =>
        {
            var first = locator ?? 0;
            context.Response.Headers["Sforce-Locator"] = first + maxRecords < Rows ? $"{first + maxRecords}" : "null";
            return WriteAsync(context, "\"Id\",\"Portal_Id__c\",\"FirstName\",\"LastName\",\"Email\"", first, Math.Min(maxRecords, Rows - first), "\"{1}\",\"{0}\",\"Ann\",\"Member {0}\",\"member-{0}@example.org\"");
        });
    }

    private string State(string id, string state) =>
        $$"""{"id":"{{id}}","object":"Contact","state":"{{state}}","contentUrl":"services/data/v67.0/jobs/ingest/{{id}}/batches","numberRecordsProcessed":{{_uploads.GetValueOrDefault(id).Count}},"numberRecordsFailed":0}""";

    private static IResult Json(string json) => Results.Text(json, "application/json");

    private static async Task WriteAsync(HttpContext context, string header, long first, long count, string row)
    {
        context.Response.ContentType = "text/csv";
        var format = CompositeFormat.Parse(row);
        var piece = new StringBuilder(header).Append('\n');
        for (var number = first; number < first + count; number++)
        {
            piece.AppendFormat(null, format, number, $"003{number:D12}AAA").Append('\n');
            if (piece.Length < 32 * 1024 && number < first + count - 1)
                continue;

            await context.Response.WriteAsync(piece.ToString());
            piece.Clear();
        }
    }

    private static async Task<long> CountLinesAsync(Stream body)
    {
        var buffer = new byte[64 * 1024];
        var lines = 0L;
        for (var read = await body.ReadAsync(buffer); read > 0; read = await body.ReadAsync(buffer))
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }
}
