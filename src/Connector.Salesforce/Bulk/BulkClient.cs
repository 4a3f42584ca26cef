using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;
using Connector.Salesforce.Query;

namespace Connector.Salesforce.Bulk;

internal sealed class BulkClient(SalesforceHttp http) : ISalesforceBulk
{
    /// <summary>So much of a job is kept until it has arrived, so that a broken upload can go again; a longer job streams the rest, once.</summary>
    public const int Repeatable = 4 * 1024 * 1024;

    private readonly BulkJobs _jobs = new(http);
    private readonly BulkRows _rows = new(http);

    public async IAsyncEnumerable<BulkResult> IngestAsync(
        BulkIngest ingest, IAsyncEnumerable<SalesforceRecord> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check(ingest);
        ArgumentNullException.ThrowIfNull(rows);
        await using var reader = rows.GetAsyncEnumerator(cancellationToken);
        using var source = new IngestSource(ingest, reader);
        while (await source.HasMoreAsync())
        {
            var (jobId, index) = await StartAsync(ingest, source, cancellationToken);
            await foreach (var result in ExecutedAsync(FinishAsync(() => WaitAsync(ingest, jobId, index.Count, cancellationToken), source.Columns, index, cancellationToken)))
                yield return result;
        }
    }

    public async IAsyncEnumerable<BulkResult> ResumeIngestAsync(string jobId, BulkPolling? polling = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var job = await _jobs.GetAsync(BulkJobKind.Ingest, jobId, cancellationToken);
        if (job.State == BulkJobState.Open)
            throw BulkJobs.Ended(job);

        var ended = job.State is BulkJobState.UploadComplete or BulkJobState.InProgress or BulkJobState.Unknown
            ? () => _jobs.WaitAsync(BulkJobKind.Ingest, jobId, 0, polling ?? new BulkPolling(), cancellationToken)
            : (Func<Task<BulkJob>>)(() => Task.FromResult(job));
        await foreach (var result in ExecutedAsync(FinishAsync(ended, [], null, cancellationToken)))
            yield return result;
    }

    public async IAsyncEnumerable<BulkRow> QueryAsync(Soql soql, BulkQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new BulkQuery();
        var text = soql.ToString();
        ArgumentException.ThrowIfNullOrWhiteSpace(text, nameof(soql));
        var job = await _jobs.CreateAsync(BulkJobKind.Query, null, new JsonObject { ["operation"] = query.IncludeDeleted ? "queryAll" : "query", ["query"] = text }, cancellationToken);
        if (query.JobCreated is { } created)
            await created(job, cancellationToken);
        await foreach (var row in ResumeQueryAsync(job.Id, null, query, cancellationToken))
            yield return row;
    }

    public async IAsyncEnumerable<BulkRow> ResumeQueryAsync(
        string jobId, string? locator = null, BulkQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new BulkQuery();
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        var job = await WaitOrAbortAsync(BulkJobKind.Query, jobId, 0, query.Polling, cancellationToken);
        if (job.State != BulkJobState.JobComplete)
            throw BulkJobs.Ended(job);

        do
        {
            string? next = null;
            var path = $"{_jobs.Path(BulkJobKind.Query, jobId)}/results?maxRecords={query.PageSize}{(locator is null ? "" : "&locator=" + Uri.EscapeDataString(locator))}";
            var call = new SalesforceCall("bulk_results", HttpMethod.Get, path) { Object = job.ObjectType, Count = 0, Accept = "text/csv" };
            await foreach (var row in _rows.ReadAsync(call, found => next = found, cancellationToken))
                yield return row;
            locator = next;
            if (locator is not null && query.PageRead is { } read)
                await read(locator, cancellationToken);
        }
        while (locator is not null);
    }

    public Task<BulkJob> GetJobAsync(BulkJobKind kind, string jobId, CancellationToken cancellationToken = default) =>
        _jobs.GetAsync(kind, jobId, cancellationToken);

    public Task<BulkJob> AbortAsync(BulkJobKind kind, string jobId, CancellationToken cancellationToken = default) =>
        _jobs.SetStateAsync(kind, jobId, "Aborted", cancellationToken);

    // One job from its creation to its closing.
    private async Task<(string JobId, RowIndex Index)> StartAsync(BulkIngest ingest, IngestSource source, CancellationToken cancellationToken)
    {
        using var buffer = new UploadBuffer();
        Upload? upload = null;
        for (var last = false; ; last = true)
        {
            var job = await CreateAsync(ingest, cancellationToken);
            try
            {
                if (ingest.JobCreated is { } created)
                    await created(job, cancellationToken);
                upload ??= await FillAsync(source, buffer);
                if (!await UploadAsync(ingest, job, upload, last, cancellationToken))
                {
                    await _jobs.TryAbortAsync(BulkJobKind.Ingest, job.Id);
                    continue;
                }

                await _jobs.CloseAsync(job.Id, cancellationToken);
            }
            catch (Exception exception)
            {
                // As far as anybody knows it is not closed, and then nothing was done: the job is given up whole.
                await _jobs.TryAbortAsync(BulkJobKind.Ingest, job.Id);
                if (source.Fault is { } fault && fault != exception)
                    ExceptionDispatchInfo.Throw(fault);
                throw;
            }

            return (job.Id, upload.Index);
        }
    }

    // From its closing to its end.
    private async IAsyncEnumerable<BulkResult> FinishAsync(Func<Task<BulkJob>> ended, string[] columns, RowIndex? index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var job = await ended();
        var (told, sent) = (0L, index?.Count ?? 0);
        await foreach (var result in OutcomesAsync(job, columns, index, cancellationToken))
        {
            told++;
            yield return result;
        }

        if (job.State != BulkJobState.JobComplete)
            throw BulkJobs.Ended(job);

        // A file that was cut short between two rows looks whole.
        if (told < sent)
            throw new SalesforceTransportException($"The result files of the bulk job {job.Id} hold {told} of its {sent} rows.", TransportFailure.UnreadableAnswer);
    }

    // The job is closed: whatever fails from here on, its rows may have been done.
    private static async IAsyncEnumerable<BulkResult> ExecutedAsync(IAsyncEnumerable<BulkResult> results)
    {
        await using var each = results.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                    yield break;
            }
            catch (SalesforceException exception)
            {
                exception.AfterExecution();
                throw;
            }

            yield return each.Current;
        }
    }

    private Task<BulkJob> CreateAsync(BulkIngest ingest, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["object"] = ingest.Type, ["operation"] = Name(ingest.Operation), ["contentType"] = "CSV", ["lineEnding"] = "LF" };
        if (ingest.ExternalIdField is { } field)
            body["externalIdFieldName"] = field;
        return _jobs.CreateAsync(BulkJobKind.Ingest, ingest.Type, body, cancellationToken);
    }

    private static async Task<Upload> FillAsync(IngestSource source, UploadBuffer buffer)
    {
        var first = source.Position;
        var index = source.Begin(buffer);
        var rest = await source.WriteAsync(buffer, Repeatable) ? source : null;
        return new Upload(index, buffer, rest, (int)(source.Position - first));
    }

    // False when the job may have its rows already, from a sending whose answer was lost, and takes them no second time: nobody can tell
    // whether it has them whole, so they go into another job.
    private async Task<bool> UploadAsync(BulkIngest ingest, BulkJob job, Upload upload, bool last, CancellationToken cancellationToken)
    {
        try
        {
            await http.UploadAsync(new SalesforceCall("bulk_upload", HttpMethod.Put, job.ContentUrl ?? $"{_jobs.Path(BulkJobKind.Ingest, job.Id)}/batches")
            {
                Object = ingest.Type,
                Count = upload.Count,
                IsRepeatable = upload.Rest is null,
            }, sent => new IngestContent(upload.Buffer, upload.Rest, sent), cancellationToken);
            return true;
        }
        catch (SalesforceException refused) when (!last && upload.Rest is null && refused is { MayHaveExecuted: true, Status: HttpStatusCode.BadRequest })
        {
            return false;
        }
    }

    private Task<BulkJob> WaitAsync(BulkIngest ingest, string jobId, long rows, CancellationToken cancellationToken) => ingest.AbortsWhenCancelled
        ? WaitOrAbortAsync(BulkJobKind.Ingest, jobId, rows, ingest.Polling, cancellationToken)
        : _jobs.WaitAsync(BulkJobKind.Ingest, jobId, rows, ingest.Polling, cancellationToken);

    private async Task<BulkJob> WaitOrAbortAsync(BulkJobKind kind, string jobId, long rows, BulkPolling polling, CancellationToken cancellationToken)
    {
        try
        {
            return await _jobs.WaitAsync(kind, jobId, rows, polling, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _jobs.TryAbortAsync(kind, jobId);
            throw;
        }
    }

    private async IAsyncEnumerable<BulkResult> OutcomesAsync(BulkJob job, string[] columns, RowIndex? index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = _jobs.Path(BulkJobKind.Ingest, job.Id);
        foreach (var (resource, outcome) in new[]
        {
            ("successfulResults", BulkOutcome.Succeeded),
            ("failedResults", BulkOutcome.Failed),
            ("unprocessedrecords", BulkOutcome.Unprocessed),
        })
        {
            // Each is a call: none is made for what the job says is empty.
            if (job.State == BulkJobState.JobComplete && (outcome switch
            {
                BulkOutcome.Succeeded => job.RecordsProcessed > 0 && job.RecordsProcessed == job.RecordsFailed,
                BulkOutcome.Failed => job.RecordsFailed == 0,
                _ => index is null || job.RecordsProcessed >= index.Count,
            }))
            {
                continue;
            }

            var call = new SalesforceCall("bulk_results", HttpMethod.Get, $"{path}/{resource}") { Object = job.ObjectType, Count = 0, Accept = "text/csv" };
            var matcher = new ResultMatcher(columns, index);
            await foreach (var row in _rows.ReadAsync(call, null, cancellationToken))
                yield return matcher.Result(outcome, row);
        }
    }

    private static void Check(BulkIngest ingest)
    {
        ArgumentNullException.ThrowIfNull(ingest);
        ArgumentException.ThrowIfNullOrWhiteSpace(ingest.Type);
        if (ingest.Operation == BulkOperation.Upsert == string.IsNullOrWhiteSpace(ingest.ExternalIdField))
            throw new ArgumentException("ExternalIdField is required for an upsert, and for it alone.", nameof(ingest));
        if (ingest.MaxJobBytes is < 1024 or > BulkIngest.LargestJob)
            throw new ArgumentOutOfRangeException(nameof(ingest), ingest.MaxJobBytes, $"MaxJobBytes must be 1,024 to {BulkIngest.LargestJob}.");
    }

    private static string Name(BulkOperation operation) => operation switch
    {
        BulkOperation.Insert => "insert",
        BulkOperation.Update => "update",
        BulkOperation.Upsert => "upsert",
        BulkOperation.Delete => "delete",
        BulkOperation.HardDelete => "hardDelete",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such bulk operation."),
    };

    // Rest: where the rows come from that the buffer does not hold; null when it holds them all.
    private sealed record Upload(RowIndex Index, UploadBuffer Buffer, IngestSource? Rest, int Count);
}
