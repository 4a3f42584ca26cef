using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Rest;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary><c>/jobs/query</c>: the rows are fixed when the job runs; pages of CSV are written as they are read.</summary>
internal sealed class BulkQueryApi(BulkJobs jobs, OrgData data, SoqlEngine engine, SimulatorClock clock)
{
    private const int DefaultPage = 250_000;
    private const int RowsAtATime = 500;
    private readonly ConcurrentDictionary<string, SoqlResult> _results = new(StringComparer.Ordinal);

    public RestResponse Create(JsonElement body, string version, OrgCaller caller)
    {
        var operation = Text(body, "operation") ?? "";
        if (operation is not ("query" or "queryAll"))
            throw new OrgException("INVALIDJOB", $"Unknown operation '{operation}'");

        var query = SoqlParser.Parse(Text(body, "query") ?? throw new OrgException("INVALIDJOB", "query is missing"));
        if (query.IsAggregate || query.IsCount || query.Select.Any(item => item is SoqlChildren))
            throw new OrgException("INVALIDJOB", "Aggregate Relationships and child subqueries are not supported in Bulk Query");

        var job = new BulkJob
        {
            Id = jobs.NextId(), IsQuery = true, Operation = operation, Object = SoqlBinder.Object(data, query.From).Name, Version = version, CreatedById = caller.UserId, CreatedDate = clock.GetUtcNow(),
            Query = Text(body, "query"), State = "UploadComplete", ColumnDelimiter = Text(body, "columnDelimiter") ?? "COMMA", LineEnding = Text(body, "lineEnding") == "CRLF" ? "CRLF" : "LF",
        };
        job.Processed = Run(job).Rows.Count;
        jobs.Save(job);

        // Known at once, but a client has to ask again, as it would have to ask Salesforce.
        var answer = RestResponse.Ok(job.Write);
        job.State = "JobComplete";
        jobs.Save(job);
        return answer;
    }

    public RestResponse Show(string id) => RestResponse.Ok(jobs.Find(id, isQuery: true).Write);

    public RestResponse SetState(string id, JsonElement body)
    {
        var job = jobs.Find(id, isQuery: true);
        if (Text(body, "state") != "Aborted" || job.IsOver)
            throw new OrgException("INVALIDJOBSTATE", $"Job {job.Id} cannot go from {job.State} to {Text(body, "state")}");

        job.State = "Aborted";
        jobs.Save(job);
        return RestResponse.Ok(job.Write);
    }

    public RestResponse Delete(string id)
    {
        var job = jobs.Find(id, isQuery: true);
        _results.TryRemove(job.Id, out _);
        jobs.Remove(job);
        return RestResponse.NoContent();
    }

    public async Task ResultsAsync(string id, HttpContext context)
    {
        var job = jobs.Find(id, isQuery: true);
        if (job.State != "JobComplete")
            throw new OrgException("INVALIDJOBSTATE", $"Job {job.Id} has no results: its state is {job.State}");

        var result = Run(job);
        var from = Offset(context.Request.Query["locator"]);
        if (from > result.Rows.Count)
            throw new OrgException("INVALID_LOCATOR", "The locator is invalid");

        var page = int.TryParse(context.Request.Query["maxRecords"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > 0 ? wanted : DefaultPage;
        var until = (int)Math.Min(result.Rows.Count, (long)from + page);
        context.Response.ContentType = "text/csv";
        context.Response.Headers["Sforce-NumberOfRecords"] = (until - from).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Sforce-Locator"] = until < result.Rows.Count ? BulkJobs.Locator(until) : "null";

        var columns = result.Projection!.Flat;
        var text = new StringBuilder();
        using var line = new StringWriter(text);
        CsvText.WriteRow(line, columns.Select(column => column.Name), job.Delimiter, job.LineEnd);
        for (var at = from; at < until; at += RowsAtATime)
        {
            data.Read(() =>
            {
                foreach (var row in result.Rows.Skip(at).Take(Math.Min(RowsAtATime, until - at)))
                    CsvText.WriteRow(line, columns.Select(column => column.Operand.Get(row) is { } value ? FieldValues.ToText(column.Operand.Field, value) : ""), job.Delimiter, job.LineEnd);
                return true;
            });
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            text.Clear();
        }

        if (text.Length > 0)
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    // After a restart the rows are those of now: what the job had fixed was in memory.
    private SoqlResult Run(BulkJob job) =>
        _results.GetOrAdd(job.Id, _ => data.Read(() => engine.Run(SoqlParser.Parse(job.Query!), withDeleted: job.Operation == "queryAll")));

    private static int Offset(string? locator)
    {
        if (string.IsNullOrEmpty(locator))
            return 0;

        var bytes = new byte[locator.Length];
        var padded = locator.PadRight((locator.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out var length) && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new OrgException("INVALID_LOCATOR", "The locator is invalid");
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
