using Connector.Salesforce;
using Connector.Salesforce.Bulk;
using Connector.Salesforce.RateLimiting;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Model;

namespace SyncEngine.Records;

/// <summary>
/// Sends records by one bulk job and takes what became of each. When the caller is cancelled, a job that has its rows goes on: whoever has the records next finds it
/// by what was stored with them.
/// </summary>
/// <param name="salesforce">The org.</param>
/// <param name="priority">The priority of the job's calls.</param>
/// <param name="created">Stores the job's id with what it will carry; called before it has any row, and again if another job has to take its place.</param>
/// <param name="cancelled">Those of the records whose runs were cancelled.</param>
/// <param name="time">The clock.</param>
internal sealed class BulkSender(
    ISalesforceClient salesforce, CallPriority priority, Func<string, CancellationToken, Task> created,
    Func<CancellationToken, Task<IReadOnlySet<RecordWork>>> cancelled, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly ISalesforceBulk _bulk = salesforce.WithSettings(new CallSettings { Priority = priority }).Bulk;
    private readonly List<RecordWork> _again = [];
    private readonly List<RecordWork> _undone = [];
    private string? _jobId;
    private bool _isGivenUp;

    /// <summary>Sends them. Each has an answer then, or is failed.</summary>
    /// <returns>Those that a job says too little about, or that it left undone: nothing of them was written, and calls tell why.</returns>
    public async Task<IReadOnlyList<RecordWork>> SendAsync(EntityMapping mapping, BulkSend send, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("send", send.Work.Count);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(ended.Token);
        try
        {
            await IngestAsync(mapping, send, cancellationToken);
        }
        catch (SalesforceBulkJobException exception) when (exception.Job.State == BulkJobState.Failed)
        {
            // What Salesforce failed as a whole, such as for one unknown column, it does not say row by row.
            _again.AddRange(_undone);
            _undone.Clear();
        }
        catch (SalesforceBulkJobException)
        {
            // Aborted.
        }
        catch (SalesforceException exception)
        {
            Take(mapping, send, exception);
        }
        finally
        {
            ended.Cancel();
            await watch;
        }

        await LeaveAsync(cancellationToken);
        foreach (var record in send.Work.Where(record => record is { IsOpen: true, Saved: null }).Except(_again))
            record.Fail(new Failure(FailureClass.Transient, "Its bulk job ended without a word of it; whether it went through is found out at the next try."));
        return _again;
    }

    private async Task IngestAsync(EntityMapping mapping, BulkSend send, CancellationToken cancellationToken)
    {
        var ingest = new BulkIngest(mapping.RemoteObject, send.Operation)
        {
            ExternalIdField = send.Operation == BulkOperation.Upsert ? mapping.ExternalIdField : null,
            Fields = send.Columns(),
            AbortsWhenCancelled = false,
            JobCreated = async (job, token) =>
            {
                await created(job.Id, token);
                _jobId = job.Id;
            },
        };
        await foreach (var result in _bulk.IngestAsync(ingest, send.Rows().ToAsyncEnumerable(), cancellationToken))
        {
            if (result.Index is { } index)
                Take(mapping, send.Work[(int)index], result);
        }
    }

    private void Take(EntityMapping mapping, RecordWork record, BulkResult result)
    {
        switch (result)
        {
            case { Outcome: BulkOutcome.Unprocessed }:
                _undone.Add(record);
                break;
            case { Error.Code: "DUPLICATES_DETECTED" }:
                // Which ones, only a call tells.
                _again.Add(record);
                break;
            default:
                RecordSender.Take(mapping, record, result.ToSaveResult());
                break;
        }
    }

    private void Take(EntityMapping mapping, BulkSend send, SalesforceException exception)
    {
        var left = send.Work.Where(record => record is { IsOpen: true, Saved: null }).Except(_again).Except(_undone).ToList();
        var failure = FailureClassifier.Classify(mapping, exception);
        var isRefused = failure.Class is FailureClass.Data or FailureClass.Schema;
        if (_jobId is not null && exception.MayHaveExecuted)
        {
            // The next look begins with the job.
            foreach (var record in left)
                record.Fail(isRefused ? new Failure(FailureClass.Transient, "Its bulk job was not heard of to the end; whether it went through is found out at the next try.") : failure);
        }
        else if (_isGivenUp)
        {
            _undone.AddRange(left);
        }
        else if (isRefused)
        {
            // No job, or one that is not closed: nothing runs.
            _again.AddRange(left);
        }
        else
        {
            foreach (var record in left)
            {
                record.Saved = new SaveResult(null, false, null, exception.Errors);
                record.Fail(failure);
            }
        }
    }

    // The job was aborted before their turn: nothing was done with them.
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_undone.Count == 0)
            return;

        var given = _isGivenUp ? await cancelled(cancellationToken) : new HashSet<RecordWork>();
        foreach (var record in _undone)
        {
            record.Saved = new SaveResult(null, false, null, []);
            if (given.Contains(record))
                record.Leave("Its run was cancelled before its turn.");
            else
                record.Fail(new Failure(FailureClass.Transient, "Its bulk job ended before its turn."));
        }
    }

    // Whose run is cancelled waits for nothing more: what the job has not done yet is left undone.
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            try
            {
                if (cancellationToken.IsCancellationRequested || _jobId is null || (await cancelled(cancellationToken)).Count == 0)
                    continue;

                _isGivenUp = true;
                await _bulk.AbortAsync(BulkJobKind.Ingest, _jobId, cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // Neither Salesforce's nor the database's bad moment is the job's: it is looked at again.
            }
        }
    }
}
