using System.Globalization;
using Connector.Salesforce;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>Turns what was read into the planner's input, and its plan into a body to send and a base to keep.</summary>
internal static class RecordPlanning
{
    public static void Plan(RecordWork work)
    {
        var remote = work.Remote;
        work.Input = new MergeInput(
            [.. Inputs(work)],
            remote is not null,
            work.Item.FirstMarkedAt,
            RemoteEditedAt(remote),
            AcceptsRemote: false);
        work.Plan = MergePlanner.Plan(work.Input);
    }

    /// <summary>What is to be sent; null when there is nothing to say.</summary>
    public static SalesforceRecord? Body(RecordWork work, IReadOnlyDictionary<Type, EntityMapping> parents, DateTimeOffset now)
    {
        var mapping = work.Mapping;
        var body = new SalesforceRecord(mapping.RemoteObject);
        var pushed = work.Plan!.Fields.Where(field => field.Action == FieldAction.Push).Select(field => field.Field).ToHashSet();
        foreach (var field in mapping.Fields.Where(field => pushed.Contains(field.Name)))
            body[field.RemoteField] = field.ToRemote(field.Read(work.Local!));
        foreach (var parent in mapping.Parents.Where(parent => pushed.Contains(parent.Navigation)))
        {
            if (work.Parents[parent.Navigation].ExternalId is { } parentId)
                body.SetParent(parent.Relationship, parents[parent.ParentType].ExternalIdField, parentId);
            else
                body[parent.RemoteField] = null;
        }

        // A record that is adopted, or whose mark was wiped, gets our external id; a foreign one is never written over.
        if (work.Remote is { } remote && remote.Text(mapping.ExternalIdField) is null)
            body[mapping.ExternalIdField] = work.ExternalId;
        if (work.Remote is not null && !body.Fields.Any())
            return null;
        if (mapping.StampField is { } stamp)
            body[stamp] = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        return body;
    }

    /// <summary>What a body says, for the intent.</summary>
    public static Dictionary<string, string?> Sent(RecordWork work)
    {
        var sent = work.Mapping.Fields.Where(field => work.Body!.Has(field.RemoteField))
            .ToDictionary(field => field.RemoteField, field => field.FromRemote(work.Body![field.RemoteField]));
        foreach (var parent in work.Mapping.Parents.Where(parent => work.Body!.Has(parent.Relationship) || work.Body.Has(parent.RemoteField)))
            sent[parent.RemoteField] = work.Parents[parent.Navigation].RemoteId;
        return sent;
    }

    /// <summary>What both sides agree on after the write, with the remote forms as read back.</summary>
    public static Dictionary<string, BasePair> Base(RecordWork work, SalesforceRecord readBack)
    {
        var agreed = work.Link?.Base.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [];
        foreach (var (input, plan) in work.Input!.Fields.Zip(work.Plan!.Fields))
        {
            if (plan.Action == FieldAction.Push || plan.Agreed)
                agreed[input.Field] = new BasePair(input.Local, Remote(work.Mapping, input.Field, readBack));
        }

        return agreed;
    }

    public static List<JournalField> Changes(RecordWork work) =>
    [
        .. work.Input!.Fields.Zip(work.Plan!.Fields)
            .Where(pair => pair.Second.Action == FieldAction.Push)
            .Select(pair => new JournalField(pair.First.Field, RemoteField(work.Mapping, pair.First.Field), true, pair.First.Remote, pair.First.LocalAsRemote)),
    ];

    private static IEnumerable<FieldInput> Inputs(RecordWork work)
    {
        foreach (var field in work.Mapping.Fields)
        {
            var local = field.Read(work.Local!);
            yield return Input(work, field.Name, field.RemoteField, field.Direction, field.Policy, local, local, work.Remote is null ? null : field.FromRemote(work.Remote[field.RemoteField]));
        }

        foreach (var parent in work.Mapping.Parents)
        {
            var (externalId, remoteId) = work.Parents[parent.Navigation];
            yield return Input(work, parent.Navigation, parent.RemoteField, Direction.Both, ConflictPolicy.Manual, externalId, remoteId, Id(work.Remote?.Text(parent.RemoteField)));
        }
    }

    private static FieldInput Input(
        RecordWork work, string name, string remoteField, Direction direction, ConflictPolicy policy, string? local, string? localAsRemote, string? remote)
    {
        var sent = work.Intents.Where(intent => intent.Fields.ContainsKey(remoteField)).Select(intent => intent.Fields[remoteField]).ToList();
        var agreed = work.Link?.Base.GetValueOrDefault(name);

        // We sent this very value and never read the answer: what stands there now is what the org made of it.
        if (agreed is null && work.Link is null && !work.Adopts && sent.Contains(localAsRemote))
            agreed = new BasePair(local, remote);

        return new FieldInput(name, direction, policy, agreed, local, localAsRemote, remote, [.. sent.Where(value => value != localAsRemote)]);
    }

    private static string? Remote(EntityMapping mapping, string name, SalesforceRecord record) =>
        mapping.Fields.FirstOrDefault(field => field.Name == name) is { } field
            ? field.FromRemote(record[field.RemoteField])
            : Id(record.Text(RemoteField(mapping, name)));

    private static string RemoteField(EntityMapping mapping, string name) =>
        mapping.Fields.FirstOrDefault(field => field.Name == name)?.RemoteField ?? mapping.Parents.First(parent => parent.Navigation == name).RemoteField;

    private static string? Id(string? text) => SalesforceId.TryParse(text, out var id) ? id.Value : text;

    private static DateTimeOffset? RemoteEditedAt(SalesforceRecord? remote) =>
        ValueForm.For(typeof(DateTimeOffset)).FromJson(remote?["LastModifiedDate"]) is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? at : null;
}
