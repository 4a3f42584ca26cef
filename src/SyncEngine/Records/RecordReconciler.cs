using Connector.Salesforce;
using Connector.Salesforce.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Diagnostics;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>
/// Makes local records and Salesforce records agree: reads both sides, plans, writes down what it is about to send, sends, reads back, applies to the
/// site what changed in Salesforce, and completes. Parents before children; a child whose parent is not there yet waits for it.
/// </summary>
internal sealed class RecordReconciler(
    MappingCatalog catalog, RecordAssessor assessor, SiteWriter site, ISalesforceClient salesforce, ISyncStore store, TimeProvider time,
    IOptions<SyncEngineOptions> options, ILogger<RecordReconciler> logger) : IReconciler
{
    private readonly RecordCompletion _completion = new(site);
    private readonly Claimer _leases = new(options.Value);
    private readonly SyncEngineOptions _options = options.Value;

    public string Kind => WorkKey.RecordKind;

    public int MaxBatchSize => 1000;

    public int MostAtOnce(Lane lane) => lane == Lane.Bulk ? _options.BulkBatch : MaxBatchSize;

    public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
    {
        var byMapping = batch.Items.ToLookup(item => item.Key.Type);
        foreach (var mapping in catalog.All)
        {
            var work = byMapping[mapping.Name].Select(item => new RecordWork(mapping, item)).ToList();
            if (work.Count > 0)
                await ReconcileAsync(batch, mapping, work, cancellationToken);
        }

        await batch.CompleteAsync(
            [.. byMapping.Where(group => catalog.Find(group.Key) is null).SelectMany(group => group)
                .Select(item => new Completion(item, new Outcome.Failed(new Failure(FailureClass.Schema, $"Nothing is mapped as '{item.Key.Type}' any more.", "Map it again, or remove its keys."))))],
            cancellationToken);
    }

    private async Task ReconcileAsync(IWorkBatch batch, EntityMapping mapping, List<RecordWork> work, CancellationToken cancellationToken)
    {
        var lane = work.Min(record => record.Item.Lane);
        var priority = RecordSender.PriorityOf(lane);
        var client = salesforce.WithSettings(new CallSettings { Priority = priority });
        var reader = new RemoteReader(client);
        try
        {
            var unfinished = new UnfinishedJobs(client.Bulk, store, time);
            await assessor.AssessAsync(mapping, work, reader, (loaded, token) => unfinished.SettleAsync(loaded, waits: lane == Lane.Bulk, token), cancellationToken);
            await DeleteRemoteAsync(mapping, work, client, cancellationToken);
            var sends = work.Where(record => record is { IsOpen: true, Body: not null }).ToList();
            var jobs = new Queue<BulkSend>(lane >= _options.BulkFrom ? BulkSend.Of(sends, _options.BulkAbove) : []);
            await SendAsync(mapping, [.. sends.Except(jobs.SelectMany(job => job.Work))], reader, priority, cancellationToken);
            while (jobs.TryPeek(out var job))
            {
                // Nothing that has its end waits for a job.
                var waiting = jobs.SelectMany(other => other.Work).ToHashSet();
                await CompleteAsync(batch, [.. work.Where(record => !waiting.Contains(record))], cancellationToken);
                work = [.. work.Where(waiting.Contains)];
                await SendAsync(mapping, jobs.Dequeue(), reader, priority, cancellationToken);
            }
        }
        catch (SalesforceException exception)
        {
            foreach (var record in work.Where(record => record.IsOpen))
                record.Fail(FailureClassifier.Classify(mapping, exception));
        }

        await CompleteAsync(batch, work, cancellationToken);
    }

    private async Task SendAsync(EntityMapping mapping, List<RecordWork> sends, RemoteReader reader, CallPriority priority, CancellationToken cancellationToken)
    {
        if (sends.Count == 0)
            return;

        sends = await IntendAsync(mapping, sends, cancellationToken);
        await new RecordSender(salesforce, priority).SendAsync(mapping, sends, cancellationToken);
        await ReadBackAsync(mapping, [.. sends.Where(record => record.IsOpen)], reader, cancellationToken);
    }

    private async Task SendAsync(EntityMapping mapping, BulkSend send, RemoteReader reader, CallPriority priority, CancellationToken cancellationToken)
    {
        var sender = new BulkSender(salesforce, priority, (jobId, token) => IntendAsync(mapping, send, jobId, token), token => RunWatch.CancelledAsync(store, send.Work, token), time);
        var again = (await sender.SendAsync(mapping, send, cancellationToken)).ToHashSet();
        await ReadBackAsync(mapping, [.. send.Work.Where(record => record.IsOpen && !again.Contains(record))], reader, cancellationToken);
        await SendAsync(mapping, [.. again], reader, priority, cancellationToken);
    }

    private async Task<List<RecordWork>> IntendAsync(EntityMapping mapping, List<RecordWork> sends, CancellationToken cancellationToken)
    {
        // What a bulk job has left undone is intended anew.
        var former = sends.ToDictionary(record => record, record => record.Intent);
        foreach (var record in sends)
            record.Intent = Intent(record);

        using var step = SyncTelemetry.Step("intend", sends.Count);
        return await HoldAsync(sends, async (transaction, held, token) =>
        {
            foreach (var intent in held.Select(record => former[record]).OfType<RecordIntent>())
                await transaction.AnsweredAsync(intent.Id, token);
            await transaction.AddIntentsAsync(mapping.Name, [.. held.Select(record => record.Intent!)], token);
        }, cancellationToken);
    }

    // The job exists and has no row yet: what it will carry is written down together with its id, so that whoever finds the one finds the other.
    private async Task IntendAsync(EntityMapping mapping, BulkSend send, string jobId, CancellationToken cancellationToken)
    {
        var isNew = send.Work[0].Intent is null;
        foreach (var record in send.Work)
            record.Intent = (record.Intent ?? Intent(record)) with { JobId = jobId };

        using var step = SyncTelemetry.Step("intend", send.Work.Count);
        var held = await HoldAsync([.. send.Work.Where(record => record.IsOpen)], (transaction, kept, token) => isNew
            ? transaction.AddIntentsAsync(mapping.Name, [.. kept.Select(record => record.Intent!)], token)
            : transaction.MoveIntentsAsync([.. kept.Select(record => record.Intent!)], jobId, token), cancellationToken);

        logger.JobCarries(held.Count, mapping.Name, jobId);

        // Its rows cannot be picked out of the job any more: without all of them, it is given up before it is filled.
        if (held.Count < send.Work.Count)
            throw new SalesforceTransportException("The leases of some of the job's records ran out before anything was sent.", TransportFailure.NotConnected);
    }

    private RecordIntent Intent(RecordWork record) =>
        new(Guid.CreateVersion7(time.GetUtcNow()), record.ExternalId, RecordPlanning.Sent(record)) { Replaced = RecordPlanning.Replaced(record) };

    // Begins the lease anew for what is about to be written to Salesforce. A host that slept past its lease has planned from what was true then: whoever
    // has taken the key over since may have made both sides agree on something newer.
    private async Task<List<RecordWork>> HoldAsync(
        List<RecordWork> work, Func<IStoreTransaction, IReadOnlyList<RecordWork>, CancellationToken, Task> writes, CancellationToken cancellationToken)
    {
        List<RecordWork> held = [];
        foreach (var claim in work.GroupBy(record => record.Item.LeaseToken))
        {
            List<RecordWork> ours = [];
            await store.WriteAsync(async (transaction, token) =>
            {
                var keys = await _leases.RenewAsync(transaction, Kind, claim.Key, token);
                ours = [.. claim.Where(record => keys.Contains(record.Item.Key.ToString()))];
                await writes(transaction, ours, token);
            }, cancellationToken);
            held.AddRange(ours);
        }

        foreach (var record in work.Except(held))
        {
            record.Intent = null;
            record.Fail(new Failure(FailureClass.Transient, "Its lease ran out before anything was sent."));
        }

        return held;
    }

    private static async Task ReadBackAsync(EntityMapping mapping, List<RecordWork> sent, RemoteReader reader, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("read-back", sent.Count);
        var ids = sent.Select(record => record.Saved!.Id ?? record.Remote?.Id).OfType<SalesforceId>().ToList();
        var stand = await reader.RetrieveAsync(mapping, ids, cancellationToken);
        foreach (var record in sent)
        {
            var id = (record.Saved!.Id ?? record.Remote?.Id)?.Value ?? "";
            record.ReadBack = stand.GetValueOrDefault(id);
            if (record.ReadBack is null)
                record.Fail(new Failure(FailureClass.Transient, "It was written, and could not be read back."));
        }
    }

    // The site's record is gone. What that means there, the mapping says; that its link is given up, the completion does.
    private async Task DeleteRemoteAsync(EntityMapping mapping, List<RecordWork> work, ISalesforceClient client, CancellationToken cancellationToken)
    {
        var gone = work.Where(record => record is { IsOpen: true, Local: null, Link: not null, Switches.Outward: DirectionSwitch.On }).ToList();
        if (gone.Count == 0 || mapping.OnSiteDelete == DeletePolicy.Ignore)
            return;

        gone = await HoldAsync(gone, (_, _, _) => Task.CompletedTask, cancellationToken);
        if (gone.Count == 0)
            return;

        using var step = SyncTelemetry.Step("send", gone.Count);
        var ids = gone.Select(record => SalesforceId.Parse(record.Link!.RemoteId, null)).ToList();
        var results = mapping.OnSiteDelete == DeletePolicy.Follow
            ? await client.Records.DeleteManyAsync(ids, cancellationToken)
            : await client.Records.UpdateManyAsync([.. ids.Select(id => Archived(mapping, id))], cancellationToken);
        foreach (var (record, result) in gone.Zip(results))
        {
            // What is deleted already is as it should be.
            if (!result.Success && !result.Errors.Any(error => error.Code is "ENTITY_IS_DELETED" or "NOT_FOUND" or "INVALID_CROSS_REFERENCE_KEY"))
                record.Fail(FailureClassifier.Classify(mapping, result.Errors.Count > 0 ? result.Errors[0] : new SalesforceError("UNKNOWN_EXCEPTION", "", [])));
        }
    }

    private static SalesforceRecord Archived(EntityMapping mapping, SalesforceId id)
    {
        var (field, value) = mapping.RemoteArchive!.Value;
        return new SalesforceRecord(mapping.RemoteObject) { Id = id, [field] = bool.TryParse(value, out var flag) ? flag : value };
    }

    // Together when nothing comes in; what is applied to the site may be refused by it, and then only its own record may suffer.
    private async Task CompleteAsync(IWorkBatch batch, List<RecordWork> work, CancellationToken cancellationToken)
    {
        var (writing, quiet) = (work.Where(RecordCompletion.WritesToSite).ToList(), work.Where(record => !RecordCompletion.WritesToSite(record)).ToList());
        foreach (var chunk in quiet.Chunk(MaxBatchSize))
            await batch.CompleteAsync([.. chunk.Select(_completion.Complete)], cancellationToken);
        if (writing.Count == 0 || (writing.Count > 1 && await TryCompleteAsync(batch, writing, cancellationToken)))
            return;

        foreach (var record in writing)
        {
            if (!await TryCompleteAsync(batch, [record], cancellationToken))
                await batch.CompleteAsync([_completion.Complete(record)], cancellationToken);
        }
    }

    private async Task<bool> TryCompleteAsync(IWorkBatch batch, List<RecordWork> work, CancellationToken cancellationToken)
    {
        try
        {
            await batch.CompleteAsync([.. work.Select(_completion.Complete)], cancellationToken);
            return true;
        }
        catch (RecordChangedException)
        {
            if (work is [var one])
                one.Fail(new Failure(FailureClass.Transient, "It was edited on the site in the same moment; both edits are looked at again."));
            return false;
        }
        catch (Exception exception) when (exception is DbUpdateException or RemoteChangeRefusedException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            if (work is [var one])
            {
                logger.SiteRefused(one.Item.Key.Scope, exception);
                var refused = exception as RemoteChangeRefusedException;
                one.Fail(new Failure(FailureClass.Data, refused?.Message ?? "The site's database does not take what Salesforce has.",
                    "Correct the value in Salesforce, or make room for it on the site.", refused?.Field));
            }

            return false;
        }
    }
}
