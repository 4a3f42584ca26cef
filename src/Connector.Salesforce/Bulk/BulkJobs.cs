using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Bulk;

/// <summary>The job resources: create, close, look, wait, abort.</summary>
internal sealed class BulkJobs(SalesforceHttp http)
{
    // An outage while a job runs is waited out for so many looks; the job itself goes on without us.
    private const int MaxFailedLooks = 10;

    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(10);

    public string Path(BulkJobKind kind, string? jobId = null) =>
        $"{http.DataPath}/jobs/{(kind == BulkJobKind.Ingest ? "ingest" : "query")}{(jobId is null ? "" : "/" + Uri.EscapeDataString(jobId))}";

    public Task<BulkJob> CreateAsync(BulkJobKind kind, string? type, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(new SalesforceCall("bulk_create", HttpMethod.Post, Path(kind)) { Object = type, Body = body, Count = 0 }, cancellationToken);

    public Task<BulkJob> GetAsync(BulkJobKind kind, string jobId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return SendAsync(new SalesforceCall("bulk_poll", HttpMethod.Get, Path(kind, jobId)) { Count = 0 }, cancellationToken);
    }

    public Task<BulkJob> SetStateAsync(BulkJobKind kind, string jobId, string state, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        return SendAsync(new SalesforceCall(state == "Aborted" ? "bulk_abort" : "bulk_close", HttpMethod.Patch, Path(kind, jobId))
        {
            Count = 0,
            Body = new JsonObject { ["state"] = state },
        }, cancellationToken);
    }

    /// <summary>Says that the job has all its rows. Where an answer was lost, the job itself tells whether it is closed: a second closing is refused.</summary>
    public async Task CloseAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            await SetStateAsync(BulkJobKind.Ingest, jobId, "UploadComplete", cancellationToken);
        }
        catch (SalesforceException lost) when (lost.MayHaveExecuted)
        {
            if (!await IsClosedAsync(jobId, cancellationToken))
                throw;
        }
    }

    private async Task<bool> IsClosedAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync(BulkJobKind.Ingest, jobId, cancellationToken)).State is not (BulkJobState.Open or BulkJobState.Aborted);
        }
        catch (SalesforceException)
        {
            // Nobody knows: what the closing met says so, too.
            return false;
        }
    }

    /// <summary>Aborts as far as it goes: the cause why we abort is what the caller should hear of.</summary>
    public async Task TryAbortAsync(BulkJobKind kind, string jobId)
    {
        using var limit = new CancellationTokenSource(AbortLimit, http.Time);
        try
        {
            await SetStateAsync(kind, jobId, "Aborted", limit.Token);
        }
        catch (Exception exception) when (exception is SalesforceException or OperationCanceledException)
        {
            // The call log has it. A job that nobody closes does nothing, and one that runs ends by itself.
        }
    }

    /// <summary>Looks until the job has ended, one way or another. The waits double; once the job's progress tells when it will be done, the next look is then.</summary>
    public async Task<BulkJob> WaitAsync(BulkJobKind kind, string jobId, long rows, BulkPolling polling, CancellationToken cancellationToken)
    {
        var started = http.Time.GetTimestamp();
        var wait = polling.First;
        var failures = 0;
        while (true)
        {
            await Task.Delay(wait, http.Time, cancellationToken);
            wait = wait * 2 < polling.Longest ? wait * 2 : polling.Longest;
            try
            {
                var job = await GetAsync(kind, jobId, cancellationToken);
                if (job.State is BulkJobState.JobComplete or BulkJobState.Failed or BulkJobState.Aborted)
                    return job;
                failures = 0;
                if (Left(http.Time.GetElapsedTime(started), job.RecordsProcessed, rows) is { } left && left < wait)
                    wait = left > polling.First ? left : polling.First;
            }
            catch (SalesforceException exception) when (exception.IsTransient && ++failures < MaxFailedLooks)
            {
                if (exception.RetryAfter > wait)
                    wait = exception.RetryAfter.Value;
            }
        }
    }

    // A tenth is added, so that one look more is the exception.
    private static TimeSpan? Left(TimeSpan elapsed, long done, long all) => done > 0 && all > done ? elapsed * ((all - done) * 1.1 / done) : null;

    public static SalesforceBulkJobException Ended(BulkJob job) =>
        new($"The bulk job {job.Id} is {job.State}{(job.ErrorMessage is { Length: > 0 } why ? $": {why}" : "")}.", job);

    private async Task<BulkJob> SendAsync(SalesforceCall call, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(call, cancellationToken);
        var json = answer.Object;
        if (json["id"].AsText() is not { Length: > 0 } id || json["state"].AsText() is not { } state)
            throw answer.Unexpected();

        return new BulkJob(id, Enum.TryParse<BulkJobState>(state, out var known) ? known : BulkJobState.Unknown)
        {
            ObjectType = json["object"].AsText(),
            RecordsProcessed = json["numberRecordsProcessed"].AsNumber() ?? 0,
            RecordsFailed = json["numberRecordsFailed"].AsNumber() ?? 0,
            ErrorMessage = json["errorMessage"].AsText(),
            ContentUrl = json["contentUrl"].AsText() is { } url ? "/" + url.TrimStart('/') : null,
        };
    }
}
