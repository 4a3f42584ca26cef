using SyncEngine.Diagnostics;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>Reads both sides of some records and plans, without changing anything: the first half of a run, and the whole of a dry run.</summary>
internal sealed class RecordAssessor(MappingCatalog catalog, ILocalRecords locals, ISyncStore store, TimeProvider time)
{
    // Of several mappings for one type, the first is the parent's.
    private readonly Dictionary<Type, EntityMapping> _parents = catalog.All.DistinctBy(mapping => mapping.EntityType).ToDictionary(mapping => mapping.EntityType);

    /// <param name="mapping">The records' mapping.</param>
    /// <param name="work">The records.</param>
    /// <param name="reader">Reads Salesforce.</param>
    /// <param name="settle">Sees to what former tries left unfinished; true when that has changed what is stored. Null to look only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AssessAsync(
        EntityMapping mapping, IReadOnlyList<RecordWork> work, RemoteReader reader, Func<IReadOnlyList<RecordWork>, CancellationToken, Task<bool>>? settle, CancellationToken cancellationToken)
    {
        await LoadAsync(mapping, work, cancellationToken);
        if (settle is not null && await settle(work, cancellationToken))
            await LoadAsync(mapping, work, cancellationToken);
        await reader.ReadAsync(mapping, Open(work), cancellationToken);
        await RefuseTakenAsync(mapping, Open(work), cancellationToken);
        foreach (var record in Open(work))
            Plan(record);
        await LoadRemoteParentsAsync(mapping, Open(work), cancellationToken);
    }

    private static List<RecordWork> Open(IReadOnlyList<RecordWork> work) => [.. work.Where(record => record is { IsOpen: true, Local: not null, RemoteDeleted: false })];

    // One record that cannot be read or understood must not stop the others of its batch.
    private void Plan(RecordWork record)
    {
        try
        {
            RecordPlanning.Plan(record, time.GetUtcNow());
            record.Body = RecordPlanning.Body(record, _parents, time.GetUtcNow());
        }
        catch (Exception exception)
        {
            record.Fail(new Failure(FailureClass.Data, $"A mapped value could not be read ({exception.GetType().Name}).",
                "The mapping's expression does not take this record's values; correct one of them.", Code: exception.GetType().Name));
        }
    }

    private async Task LoadAsync(EntityMapping mapping, IReadOnlyList<RecordWork> work, CancellationToken cancellationToken)
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
            var questions = await reading.QuestionsAsync(mapping.Name, ids, token);
            var switches = await reading.SwitchesAsync(mapping, token);
            foreach (var record in work)
            {
                record.Switches = switches;
                record.Link = links.GetValueOrDefault(record.ExternalId);
                record.Intents = [.. intents[record.ExternalId]];
                record.Choice = matches.GetValueOrDefault(record.ExternalId)?.Choice;
                record.Questions = [.. questions[record.ExternalId]];
                if (switches is { Outward: DirectionSwitch.Off, Inward: DirectionSwitch.Off })
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
        var ids = work.ToDictionary(record => record, record => parent.Read(record.Local!) is { } entity ? mapping.Identity.Read(entity) : null);
        var links = await reading.LinksAsync(mapping.Name, ids.Values.OfType<string>(), cancellationToken);
        foreach (var (record, id) in ids)
        {
            var link = id is null ? null : links.GetValueOrDefault(id);
            record.Parents[parent.Navigation] = (id, link?.RemoteId);
            if (id is null || link is not null || record.Switches.Outward == DirectionSwitch.Off)
                continue;

            var key = WorkKey.ForRecord(mapping.Name, id);
            record.MarkParent = key;
            record.Outcome = new Outcome.Waiting(key, $"Its {parent.Relationship} is not in Salesforce yet; it goes first.");
        }
    }

    // Two local records must not share a remote one: whoever is linked with it, or comes first, has it; the other goes to a person.
    private async Task RefuseTakenAsync(EntityMapping mapping, List<RecordWork> work, CancellationToken cancellationToken)
    {
        var fresh = work.Where(record => record.Remote?.Id is { } id && record.Link?.RemoteId != id.Value || record is { Link: not null, Note: not null, Remote: not null }).ToList();
        if (fresh.Count == 0)
            return;

        var owners = await store.ReadAsync((reading, token) => reading.LinksByRemoteAsync(mapping.Name, [.. fresh.Select(record => record.Remote!.Id!.Value.Value)], token), cancellationToken);
        var taken = owners.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var record in fresh)
        {
            var id = record.Remote!.Id!.Value.Value;
            if (taken.TryAdd(id, record.ExternalId) || taken[id] == record.ExternalId)
                continue;

            record.Candidates = record.Link is null ? [RemoteReader.Candidate(mapping, record.Remote)] : [];
            record.Ask(
                record.Link is null
                    ? $"The {mapping.RemoteObject} record that fits this one belongs to another record of this site."
                    : "The linked record was merged in Salesforce into one that belongs to another record of this site.",
                "Merge the two records here, or say that this one is new.");
            record.Remote = null;
        }
    }

    private async Task LoadRemoteParentsAsync(EntityMapping mapping, List<RecordWork> work, CancellationToken cancellationToken)
    {
        foreach (var parent in mapping.Parents)
        {
            var moved = work.Where(record => record.Plan?.Fields.Any(plan => plan.Field == parent.Navigation && plan.Action == FieldAction.Apply) == true).ToList();
            if (moved.Count == 0)
                continue;

            var ids = moved.ToDictionary(record => record, record => RecordPlanning.Remote(mapping, parent.Navigation, record.Remote!));
            var owners = await store.ReadAsync((reading, token) => reading.LinksByRemoteAsync(_parents[parent.ParentType].Name, [.. ids.Values.OfType<string>().Distinct()], token), cancellationToken);
            foreach (var (record, id) in ids)
            {
                if (id is null || owners.ContainsKey(id))
                    record.RemoteParents[parent.Navigation] = id is null ? null : owners[id];
            }
        }
    }
}
