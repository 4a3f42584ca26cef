using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Rest;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary><c>/jobs/…</c> over HTTP; bodies are streamed, so that a million rows need no memory.</summary>
internal sealed class BulkEndpoint(IngestApi ingest, BulkQueryApi queries, BulkJobs jobs)
{
    /// <summary>The answer, or null when it is already written.</summary>
    public async Task<RestResponse?> HandleAsync(HttpContext context, string version, string[] segments, OrgCaller caller)
    {
        switch (context.Request.Method, segments)
        {
            case ("POST", ["jobs", "ingest"]):
                return context.Request.HasFormContentType ? await ingest.CreateWithContentAsync(await FormAsync(context), version, caller, context.RequestAborted)
                    : ingest.Create(await BodyAsync(context), version, caller);
            case ("PUT", ["jobs", "ingest", var id, "batches"]):
                return await ingest.UploadAsync(id, context);
            case ("PATCH", ["jobs", "ingest", var id]):
                return ingest.SetState(id, await BodyAsync(context));
            case ("GET", ["jobs", "ingest", var id]):
                return ingest.Show(id);
            case ("DELETE", ["jobs", "ingest", var id]):
                return ingest.Delete(id);
            case ("GET", ["jobs", "ingest", var id, "successfulResults" or "failedResults" or "unprocessedrecords"]):
                await ingest.ResultsAsync(id, segments[3], context);
                return null;
            case ("POST", ["jobs", "query"]):
                return queries.Create(await BodyAsync(context), version, caller);
            case ("PATCH", ["jobs", "query", var id]):
                return queries.SetState(id, await BodyAsync(context));
            case ("GET", ["jobs", "query", var id]):
                return queries.Show(id);
            case ("DELETE", ["jobs", "query", var id]):
                return queries.Delete(id);
            case ("GET", ["jobs", "query", var id, "results"]):
                await queries.ResultsAsync(id, context);
                return null;
            case ("GET", ["jobs", "ingest" or "query"]):
                return List(version, segments[1]);
            default:
                throw OrgException.NotModelled($"{context.Request.Method} /{string.Join('/', segments)}");
        }
    }

    private RestResponse List(string version, string kind) => RestResponse.Ok(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("done", true);
        json.WriteNull("nextRecordsUrl");
        json.WriteStartArray("records");
        foreach (var job in jobs.All.Where(job => job.IsQuery == (kind == "query") && job.Version == version).Take(1000))
            job.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task<IFormCollection> FormAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw new OrgException("INVALIDJOB", $"The multipart body is not understood: {exception.Message}");
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException exception)
        {
            throw new OrgException("JSON_PARSER_ERROR", $"Unexpected character or end of input at [line:{exception.LineNumber + 1}, column:{exception.BytePositionInLine + 1}]");
        }
    }
}
