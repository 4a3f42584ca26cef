using Connector.Salesforce;
using SyncEngine.Diagnostics;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>
/// Makes local records and Salesforce records agree: reads both sides, plans, writes down what it is about to send, sends, reads back, and completes.
/// Parents before children; a child whose parent is not there yet waits for it.
/// </summary>
internal sealed class RecordReconciler(
    MappingCatalog catalog, ILocalRecords locals, ISalesforceClient salesforce, ISyncStore store, TimeProvider time) : IReconciler
{
    private readonly RemoteReader _reader = new(salesforce);
    private readonly RecordSender _sender = new(salesforce);

    // Of several mappings for one type, the first is the parent's.
    private readonly Dictionary<Type, EntityMapping> _parents = catalog.All.DistinctBy(mapping => mapping.EntityType).ToDictionary(mapping => mapping.EntityType);

    public string Kind => WorkKey.RecordKind;

    public int MaxBatchSize => 1000;

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
        try
        {
            await LoadAsync(mapping, work, cancellationToken);
            await _reader.ReadAsync(mapping, Open(work), cancellationToken);
            foreach (var record in Open(work))
            {
                RecordPlanning.Plan(record);
                record.Body = RecordPlanning.Body(record, _parents, time.GetUtcNow());
            }

            var sends = Open(work).Where(record => record.Body is not null).ToList();
            if (sends.Count > 0)
            {
                await IntendAsync(mapping, sends, cancellationToken);
                await _sender.SendAsync(mapping, sends, cancellationToken);
                await ReadBackAsync(mapping, [.. sends.Where(record => record.IsOpen)], cancellationToken);
            }
        }
        catch (SalesforceException exception)
        {
            foreach (var record in Open(work))
                record.Fail(FailureClassifier.Classify(mapping, exception));
        }

        await batch.CompleteAsync([.. work.Select(Complete)], cancellationToken);
    }

    private static List<RecordWork> Open(List<RecordWork> work) => [.. work.Where(record => record.IsOpen)];

    private async Task LoadAsync(EntityMapping mapping, List<RecordWork> work, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("load", work.Count);
        var ids = work.Select(record => record.ExternalId).ToList();
        var entities = await locals.LoadAsync(mapping, ids, cancellationToken);
        foreach (var record in work)
            record.Local = entities.GetValueOrDefault(record.ExternalId);

        await store.ReadAsync<object?>(async (reading, token) =>
        {
            var links = await reading.LinksAsync(mapping.Name, ids, token);
            var intents = await reading.IntentsAsync(mapping.Name, ids, token);
            var matches = await reading.MatchesAsync(mapping.Name, ids, token);
            foreach (var record in work)
            {
                record.Link = links.GetValueOrDefault(record.ExternalId);
                record.Intents = [.. intents[record.ExternalId]];
                record.Choice = matches.GetValueOrDefault(record.ExternalId)?.Choice;
                if (record.Local is null)
                    record.Outcome = Outcome.Completed;
            }

            foreach (var parent in mapping.Parents)
                await LoadParentsAsync(reading, parent, Open(work), token);
            return null;
        }, cancellationToken);
    }

    private async Task LoadParentsAsync(IStoreTransaction reading, ParentMapping parent, List<RecordWork> work, CancellationToken cancellationToken)
    {
        var mapping = _parents[parent.ParentType];
        var ids = work.ToDictionary(record => record, record => parent.Read(record.Local!) is { } entity ? mapping.IdentityOf(entity) : null);
        var links = await reading.LinksAsync(mapping.Name, ids.Values.OfType<string>(), cancellationToken);
        foreach (var (record, id) in ids)
        {
            var link = id is null ? null : links.GetValueOrDefault(id);
            record.Parents[parent.Navigation] = (id, link?.RemoteId);
            if (id is null || link is not null)
                continue;

            var key = WorkKey.ForRecord(mapping.Name, id);
            record.MarkParent = key;
            record.Outcome = new Outcome.Waiting(key, $"Its {parent.Relationship} is not in Salesforce yet; it goes first.");
        }
    }

    private async Task IntendAsync(EntityMapping mapping, List<RecordWork> sends, CancellationToken cancellationToken)
    {
        foreach (var record in sends)
            record.Intent = new RecordIntent(Guid.CreateVersion7(time.GetUtcNow()), record.ExternalId, RecordPlanning.Sent(record));

        using var step = SyncTelemetry.Step("intend", sends.Count);
        await store.WriteAsync((transaction, token) => transaction.AddIntentsAsync(mapping.Name, [.. sends.Select(record => record.Intent!)], token), cancellationToken);
    }

    private async Task ReadBackAsync(EntityMapping mapping, List<RecordWork> sent, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("read-back", sent.Count);
        var ids = sent.Select(record => record.Saved!.Id ?? record.Remote?.Id).OfType<SalesforceId>().ToList();
        var stand = await _reader.RetrieveAsync(mapping, ids, cancellationToken);
        foreach (var record in sent)
        {
            var id = (record.Saved!.Id ?? record.Remote?.Id)?.Value ?? "";
            if (stand.GetValueOrDefault(id) is { } readBack)
                record.Remote = readBack;
            else
                record.Fail(new Failure(FailureClass.Transient, "It was written, and could not be read back."));
        }
    }

    private static Completion Complete(RecordWork work)
    {
        var asks = work.IsOpen ? work.Plan!.Asks.ToList() : [];
        var outcome = work.Outcome ?? (asks.Count > 0
            ? new Outcome.NeedsDecision(
                $"Both sides have a value of their own for {string.Join(", ", asks)}.",
                "Make both sides equal, here or in Salesforce, and retry.")
            : Outcome.Completed);
        return new Completion(work.Item, outcome) { Writes = (transaction, token) => WriteAsync(transaction, work, outcome, token) };
    }

    private static async Task WriteAsync(IStoreTransaction transaction, RecordWork work, Outcome outcome, CancellationToken cancellationToken)
    {
        var (mapping, key, cause) = (work.Mapping.Name, work.Item.Key, work.Item.Cause);
        if (work is { Intent: { } intent, Saved: not null })
            await transaction.AnsweredAsync(intent.Id, cancellationToken);
        if (work.Local is null)
        {
            await GiveUpAsync(transaction, work, cancellationToken);
            return;
        }

        if (work.MarkParent is { } parent && !await transaction.IsPendingAsync(parent.ToString(), cancellationToken))
            await transaction.MarkAsync([new MarkRequest(parent, work.Item.Lane, new Cause("engine", key.Scope)) { Delay = TimeSpan.Zero }], cancellationToken);
        if (work.Candidates.Count > 0)
            await transaction.AskAsync(mapping, work.ExternalId, work.Failure!.Reason, work.Candidates, cancellationToken);

        var synced = work.Plan is not null && work.Remote?.Id is not null && (work.IsOpen || work.Saved?.Success == true);
        if (!synced)
        {
            await transaction.WriteAsync(key, Action(outcome), cause, cancellationToken, work.Link?.RemoteId, failure: work.Failure, note: (outcome as Outcome.Waiting)?.Reason);
            return;
        }

        var remoteId = work.Remote!.Id!.Value.Value;
        await transaction.LinkAsync(mapping, new RecordLink(work.ExternalId, remoteId, RecordPlanning.Base(work, work.Remote)), cancellationToken);
        var action = work.Saved is null ? JournalAction.Unchanged
            : work.Saved.Created == true ? JournalAction.Created
            : work.Link is null && work.Adopts ? JournalAction.Adopted
            : JournalAction.Updated;
        await transaction.WriteAsync(key, action, cause, cancellationToken, remoteId, RecordPlanning.Changes(work), note: work.Note, decision: RecordJson.Write(work.Input!, work.Plan!));
        if (outcome is Outcome.NeedsDecision asks)
            await transaction.WriteAsync(key, JournalAction.NeedsDecision, cause, cancellationToken, remoteId, failure: new Failure(FailureClass.Data, asks.Reason, asks.Hint));
    }

    // The local record is gone. Absence here is no order to delete there: the remote record stays, and the link is given up.
    private static async Task GiveUpAsync(IStoreTransaction transaction, RecordWork work, CancellationToken cancellationToken)
    {
        if (work.Link is not { } link)
            return;

        await transaction.UnlinkAsync(work.Mapping.Name, work.ExternalId, cancellationToken);
        await transaction.WriteAsync(work.Item.Key, JournalAction.Deleted, work.Item.Cause, cancellationToken, link.RemoteId,
            note: "Deleted on the site. The Salesforce record is kept; the link to it is given up.");
    }

    private static JournalAction Action(Outcome outcome) => outcome switch
    {
        Outcome.Waiting => JournalAction.Waiting,
        Outcome.NeedsDecision => JournalAction.NeedsDecision,
        Outcome.Failed { Failure.Class: FailureClass.Data } => JournalAction.Failed,
        Outcome.Failed => JournalAction.Retrying,
        _ => JournalAction.Unchanged,
    };
}
