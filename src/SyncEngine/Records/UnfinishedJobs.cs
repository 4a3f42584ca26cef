using Connector.Salesforce;
using Connector.Salesforce.Bulk;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>
/// Bulk jobs that a former try left, whose end nobody has heard. As long as one may still write, nothing is planned for its records. Once it has ended, what it
/// carried is a call whose answer was lost, and both sides tell what became of it.
/// </summary>
internal sealed class UnfinishedJobs(ISalesforceBulk bulk, ISyncStore store, TimeProvider time)
{
    // An outage while a job runs is waited out for so many looks.
    private const int MaxFailedLooks = 10;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Sees to the jobs of these records: waits until they have ended, or lets their records wait.</summary>
    /// <returns>Whether a job's end was written down, so that what was read before is to be read again.</returns>
    public async Task<bool> SettleAsync(IReadOnlyList<RecordWork> work, bool waits, CancellationToken cancellationToken)
    {
        var isNews = false;
        foreach (var jobId in work.SelectMany(record => record.Intents).Select(intent => intent.JobId).OfType<string>().Distinct().ToList())
        {
            var carried = work.Where(record => record.Intents.Any(intent => intent.JobId == jobId));
            try
            {
                if (waits)
                    await WaitAsync(jobId, cancellationToken);
                if (waits || await HasEndedAsync(jobId, cancellationToken))
                {
                    await EndAsync(jobId, cancellationToken);
                    isNews = true;
                    continue;
                }

                foreach (var record in carried)
                    record.Outcome = new Outcome.Waiting(record.Item.Key, "A bulk job that carries it is still under way in Salesforce; it goes on when that has ended.");
            }
            catch (SalesforceException exception) when (exception is not SalesforceAuthenticationException and not SalesforceLimitException)
            {
                // Only its own records suffer.
                foreach (var record in carried)
                    record.Fail(new Failure(FailureClass.Transient, "Salesforce does not tell what becomes of a bulk job that carries it.", RetryAfter: exception.RetryAfter));
            }
        }

        return isNews;
    }

    private async Task WaitAsync(string jobId, CancellationToken cancellationToken)
    {
        var (wait, failures) = (FirstWait, 0);
        while (true)
        {
            try
            {
                if (await HasEndedAsync(jobId, cancellationToken))
                    return;
                failures = 0;
            }
            catch (SalesforceException exception) when (exception.IsTransient && ++failures < MaxFailedLooks)
            {
                // The job goes on without us.
            }

            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    // One that is still open was left before its rows were all there: aborted, it never does anything. If it was closed in this moment, it has ended all the same.
    private async Task<bool> HasEndedAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            var job = await bulk.GetJobAsync(BulkJobKind.Ingest, jobId, cancellationToken);
            if (job.State == BulkJobState.Open)
                job = await bulk.AbortAsync(BulkJobKind.Ingest, jobId, cancellationToken);
            return job.State is BulkJobState.Aborted or BulkJobState.Failed or BulkJobState.JobComplete;
        }
        catch (SalesforceNotFoundException)
        {
            // Salesforce keeps jobs for seven days.
            return true;
        }
    }

    private async Task EndAsync(string jobId, CancellationToken cancellationToken)
    {
        for (var more = true; more;)
            await store.WriteAsync(async (transaction, token) => more = await transaction.EndJobAsync(jobId, token), cancellationToken);
    }
}
