using Connector.Salesforce;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Storage;

namespace SyncEngine.Inbound;

/// <summary>
/// Looks at Salesforce records that are not linked: one that carries an id of ours is handed to its record's key; for another the site's record is
/// made, if the mapping says so and none of the site's own fits it.
/// </summary>
internal sealed class RemoteRecordReconciler(MappingCatalog catalog, ILocalRecords locals, ISalesforceClient salesforce, ISyncStore store) : IReconciler
{
    public string Kind => RemoteChanges.RemoteKind;

    public int MaxBatchSize => 200;

    public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Items.GroupBy(item => item.Key.Type))
        {
            if (catalog.Find(group.Key) is not { } mapping)
            {
                await batch.CompleteAsync([.. group.Select(item => new Completion(item, Outcome.Completed))], cancellationToken);
                continue;
            }

            try
            {
                var client = salesforce.WithSettings(new CallSettings { Priority = RecordSender.PriorityOf(group.Min(item => item.Lane)) });
                var ids = group.Select(item => SalesforceId.TryParse(item.Key.Id, out var id) ? id : (SalesforceId?)null).OfType<SalesforceId>().ToList();
                var rows = await new RemoteReader(client).RetrieveAsync(mapping, ids, cancellationToken);
                var (switches, links) = await store.ReadAsync(async (reading, token) => (
                    await reading.SwitchesAsync(mapping, token), await reading.LinkedAsync(mapping.Name, [.. rows.Keys], token)), cancellationToken);
                foreach (var item in group)
                    await LookAsync(batch, mapping, item, rows.GetValueOrDefault(item.Key.Id), links.GetValueOrDefault(item.Key.Id), switches, cancellationToken);
            }
            catch (SalesforceException exception)
            {
                var failure = FailureClassifier.Classify(mapping, exception);
                await batch.CompleteAsync([.. group.Select(item => new Completion(item, new Outcome.Failed(failure)))], cancellationToken);
            }
        }
    }

    private async Task LookAsync(
        IWorkBatch batch, EntityMapping mapping, WorkItem item, SalesforceRecord? row, RecordLink? link, Switches switches, CancellationToken cancellationToken)
    {
        var known = link?.ExternalId ?? row?.Text(mapping.ExternalIdField);
        if (row is not null && known is null && mapping.MakeLocal is not null && switches.Inward == DirectionSwitch.On)
            known = await locals.FindMatchAsync(mapping, row, cancellationToken);

        if (known is not null && WorkKey.TryParse($"{WorkKey.RecordKind}:{mapping.Name}:{known}", out var key))
        {
            await batch.CompleteAsync([new Completion(item, Outcome.Completed)
            {
                Writes = (transaction, token) => transaction.MarkAsync([new MarkRequest(key, item.Lane, item.Cause) { Delay = TimeSpan.Zero }], token),
            }], cancellationToken);
        }
        else if (row is null || mapping.MakeLocal is null || switches.Inward != DirectionSwitch.On)
        {
            await batch.CompleteAsync([new Completion(item, Outcome.Completed)], cancellationToken);
        }
        else
        {
            await CreateAsync(batch, mapping, item, row, cancellationToken);
        }
    }

    private static async Task CreateAsync(IWorkBatch batch, EntityMapping mapping, WorkItem item, SalesforceRecord row, CancellationToken cancellationToken)
    {
        var completion = new Completion(item, Outcome.Completed)
        {
            Writes = async (transaction, token) =>
            {
                var id = await SiteWriter.AddAsync(transaction, mapping, (context, entity) =>
                {
                    foreach (var field in mapping.Fields.Where(field => field.Member is not null && field.Direction != Direction.ToSalesforce))
                        SiteWriter.Set(context, entity, field, field.FromRemote(row[field.RemoteField]));
                }, token);
                var agreed = mapping.Fields.Where(field => field.Member is not null && field.Direction != Direction.ToSalesforce)
                    .ToDictionary(field => field.BaseKey, field => new BasePair(field.FromRemote(row[field.RemoteField]), field.FromRemote(row[field.RemoteField])));
                await transaction.LinkAsync(mapping.Name, new RecordLink(id, row.Id!.Value.Value, agreed), token);
                await transaction.WriteAsync(WorkKey.ForRecord(mapping.Name, id), JournalAction.Applied, item.Cause, token, row.Id.Value.Value,
                    [.. mapping.Fields.Where(field => agreed.GetValueOrDefault(field.BaseKey)?.Local is not null).Select(field => new JournalField(field.Name, field.RemoteField, false, null, agreed[field.BaseKey].Local))],
                    note: "Made on the site for a new Salesforce record.");
            },
        };
        try
        {
            await batch.CompleteAsync([completion], cancellationToken);
        }
        catch (Exception exception) when (exception is Microsoft.EntityFrameworkCore.DbUpdateException or RemoteChangeRefusedException)
        {
            await batch.CompleteAsync([new Completion(item, new Outcome.Failed(new Failure(FailureClass.Data,
                (exception as RemoteChangeRefusedException)?.Message ?? "The site's database does not take this new Salesforce record.", "Correct it in Salesforce, or make it on the site.")))], cancellationToken);
        }
    }
}
