using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Rest;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary><c>/jobs/ingest</c>: CSV in, in any quantity, to disk; results out from disk.</summary>
internal sealed class IngestApi(BulkJobs jobs, IngestRunner runner, OrgData data, SimulatorClock clock)
{
    private const long MaxUpload = 150_000_000;
    private static readonly string[] Operations = ["insert", "update", "upsert", "delete", "hardDelete"];
    private static readonly string[] Delimiters = ["COMMA", "TAB", "SEMICOLON", "PIPE", "CARET", "BACKQUOTE"];

    public RestResponse Create(JsonElement body, string version, OrgCaller caller) => RestResponse.Ok(NewJob(body, version, caller).Write);

    /// <summary>A job made, filled and closed in one call: the parts are <c>job</c> and <c>content</c>.</summary>
    public async Task<RestResponse> CreateWithContentAsync(IFormCollection form, string version, OrgCaller caller, CancellationToken cancellationToken)
    {
        var (description, content) = (await PartAsync(form, "job", cancellationToken), await PartAsync(form, "content", cancellationToken));
        if (description is null || content is null)
            throw new OrgException("INVALIDJOB", "A multipart request has the parts job and content");

        JsonElement body;
        try
        {
            body = JsonSerializer.Deserialize<JsonElement>(description);
        }
        catch (JsonException)
        {
            throw new OrgException("JSON_PARSER_ERROR", "The part job is no JSON");
        }

        var job = NewJob(body, version, caller);
        await File.WriteAllTextAsync(jobs.ContentFile(job), content, cancellationToken);
        job.HasContent = true;
        job.State = "UploadComplete";
        jobs.Save(job);
        runner.Enqueue(job);
        return RestResponse.Ok(job.Write);
    }

    private static async Task<string?> PartAsync(IFormCollection form, string name, CancellationToken cancellationToken)
    {
        if (form.Files[name] is not { } file)
            return form[name] is [{ } text] ? text : null;
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private BulkJob NewJob(JsonElement body, string version, OrgCaller caller)
    {
        var operation = Text(body, "operation") ?? "";
        if (!Operations.Contains(operation))
            throw new OrgException("INVALIDJOB", $"Unknown operation '{operation}'");
        if (Text(body, "contentType") is { } contentType && contentType != "CSV")
            throw new OrgException("INVALIDJOB", "ContentType must be CSV");

        var type = data.Schema.Visible(Text(body, "object") ?? "") ?? throw new OrgException("INVALIDENTITY", $"Unable to find object: {Text(body, "object")}");
        var key = Text(body, "externalIdFieldName");
        if (operation == "upsert" && (key is null || type.Field(key) is not { } field || !(field.ExternalId || field.Ordinal == SystemFields.Id)))
            throw new OrgException("INVALIDJOB", key is null ? "External ID was blank for upsert operation" : $"Invalid external id field: {key}");

        var job = new BulkJob
        {
            Id = jobs.NextId(), IsQuery = false, Operation = operation, Object = type.Name, Version = version, CreatedById = caller.UserId, CreatedDate = clock.GetUtcNow(),
            ExternalIdFieldName = operation == "upsert" ? type.Field(key!)!.Name : null, Client = caller.Client,
            ColumnDelimiter = Text(body, "columnDelimiter") is { } delimiter && Delimiters.Contains(delimiter) ? delimiter : "COMMA",
            LineEnding = Text(body, "lineEnding") == "CRLF" ? "CRLF" : "LF",
        };
        jobs.Save(job);
        return job;
    }

    public async Task<RestResponse> UploadAsync(string id, HttpContext context)
    {
        var job = jobs.Find(id, isQuery: false);
        if (job.State != "Open" || job.HasContent)
            throw new OrgException("INVALIDJOBSTATE", $"Job {job.Id} takes no (more) data: its state is {job.State}");
        if (context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
            throw new OrgException("INVALIDJOB", "Content-Type must be text/csv") { HttpStatus = StatusCodes.Status415UnsupportedMediaType };

        await using (var file = File.Create(jobs.ContentFile(job)))
        {
            var buffer = new byte[80 * 1024];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                if (file.Length + read > MaxUpload)
                    throw new OrgException("REQUEST_ENTITY_TOO_LARGE", "The upload is larger than 150 MB") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
                await file.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            }
        }

        job.HasContent = true;
        jobs.Save(job);
        return new RestResponse { Status = StatusCodes.Status201Created };
    }

    public RestResponse SetState(string id, JsonElement body)
    {
        var job = jobs.Find(id, isQuery: false);
        switch (Text(body, "state"))
        {
            case "UploadComplete" when job.State == "Open":
                if (!job.HasContent)
                    throw new OrgException("INVALIDJOBSTATE", "The job has no data: upload it first");
                job.State = "UploadComplete";
                jobs.Save(job);
                runner.Enqueue(job);
                break;
            case "Aborted" when !job.IsOver:
                job.State = "Aborted";
                jobs.Save(job);
                break;
            default:
                throw new OrgException("INVALIDJOBSTATE", $"Job {job.Id} cannot go from {job.State} to {Text(body, "state")}");
        }

        return RestResponse.Ok(job.Write);
    }

    public RestResponse Show(string id) => RestResponse.Ok(jobs.Find(id, isQuery: false).Write);

    public RestResponse Delete(string id)
    {
        var job = jobs.Find(id, isQuery: false);
        if (!job.IsOver)
            throw new OrgException("INVALIDJOBSTATE", $"Job {job.Id} is not over: its state is {job.State}");

        jobs.Remove(job);
        return RestResponse.NoContent();
    }

    public async Task ResultsAsync(string id, string kind, HttpContext context)
    {
        var job = jobs.Find(id, isQuery: false);
        context.Response.ContentType = "text/csv";
        if (kind == "unprocessedrecords")
        {
            await WriteUnprocessedAsync(job, context);
            return;
        }

        var (path, length) = kind == "successfulResults" ? (jobs.SuccessfulFile(job), job.SuccessfulLength) : (jobs.FailedFile(job), job.FailedLength);
        if (!File.Exists(path))
            return;

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await Microsoft.AspNetCore.Http.Extensions.StreamCopyOperation.CopyToAsync(file, context.Response.Body, job.IsOver ? null : length, context.RequestAborted);
    }

    private async Task WriteUnprocessedAsync(BulkJob job, HttpContext context)
    {
        if (!job.HasContent)
            return;

        using var content = new StreamReader(jobs.ContentFile(job));
        var reader = new CsvReader(content, job.Delimiter);
        await using var body = new StreamWriter(context.Response.Body);
        for (long row = -1; reader.Read() is { } cells; row++)
        {
            if (row >= 0 && row < job.Processed)
                continue;
            using var line = new StringWriter();
            CsvText.WriteRow(line, cells, job.Delimiter, job.LineEnd);
            await body.WriteAsync(line.ToString());
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
