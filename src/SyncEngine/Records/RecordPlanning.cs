using System.Globalization;
using Connector.Salesforce;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>Turns what was read into the planner's input, and its plan into a body to send and a base to keep.</summary>
internal static class RecordPlanning
{
    public static void Plan(RecordWork work, DateTimeOffset now)
    {
        var remote = work.Remote;
        work.Input = new MergeInput(
            [.. Inputs(work, now)], remote is not null, work.Item.EditedAt, RemoteEditedAt(remote), AcceptsRemote: work.Switches.Inward != DirectionSwitch.Off)
        {
            SendsLocal = work.Switches.Outward != DirectionSwitch.Off,
            RemoteSavedByUs = SavedByUs(work, remote),
        };
        var unclear = work.Questions.Where(asked => asked.IsUnclear && work.Input.Fields.Any(field => (field.Field, field.Local, field.Remote) == (asked.Field, asked.Local, asked.Remote)))
            .Select(asked => asked.Field).ToList();
        if (unclear.Count > 0)
            work.Input = work.Input with { Unclear = unclear };
        work.Plan = MergePlanner.Plan(work.Input);
    }

    /// <summary>What is to be sent; null when there is nothing to say.</summary>
    public static SalesforceRecord? Body(RecordWork work, IReadOnlyDictionary<Type, EntityMapping> parents, DateTimeOffset now)
    {
        var mapping = work.Mapping;
        if (work.Switches.Outward != DirectionSwitch.On)
            return null;

        var body = new SalesforceRecord(mapping.RemoteObject);
        var pushed = work.Plan!.Fields.Where(plan => plan.Action is FieldAction.Push or FieldAction.Set).ToDictionary(plan => plan.Field);
        foreach (var field in mapping.Fields.Where(field => pushed.ContainsKey(field.Name)))
            body[field.RemoteField] = field.ToRemote(pushed[field.Name] is { Action: FieldAction.Set, Value: var chosen } ? chosen : field.Read(work.Local!));
        foreach (var parent in mapping.Parents.Where(parent => pushed.ContainsKey(parent.Navigation)))
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

    /// <summary>Values in Salesforce that are not those agreed on, and that a body writes over.</summary>
    public static Dictionary<string, string?> Replaced(RecordWork work) => work.Input!.Fields.Zip(work.Plan!.Fields)
        .Where(pair => pair.Second.Action is FieldAction.Push or FieldAction.Set && pair.First.Remote is not null && pair.First.Remote != pair.First.Base?.Remote
            && !(pair.Second.Reason == "late-landing" && pair.First.Superseded.Contains(pair.First.Remote)))
        .ToDictionary(pair => RemoteField(work.Mapping, pair.First.Field), pair => pair.First.Remote);

    /// <summary>What earlier tries, whose ends were lost, have written over since, as far as Salesforce shows it: of a record that is gone, all of it.</summary>
    public static List<JournalField> ReplacedBefore(RecordWork work) =>
    [
        .. from intent in work.Intents
           from pair in intent.Replaced
           let name = LocalName(work.Mapping, pair.Key)
           where name is not null && (work.Remote is null || Remote(work.Mapping, name, work.Remote) != pair.Value)
           select new JournalField(name, pair.Key, true, pair.Value, intent.Fields.GetValueOrDefault(pair.Key)),
    ];

    /// <summary>What both sides agree on now.</summary>
    /// <param name="work">The record.</param>
    /// <param name="stands">The remote record as it stands, read back if it was written.</param>
    /// <param name="applied">The local values after what came in was applied, by field; null for a field that was put off.</param>
    public static Dictionary<string, BasePair> Base(RecordWork work, SalesforceRecord stands, IReadOnlyDictionary<string, string?> applied)
    {
        var agreed = work.Link?.Base.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [];
        foreach (var (input, plan) in work.Input!.Fields.Zip(work.Plan!.Fields))
        {
            // What was not written is agreed on as it was read, or as blank where there was nothing yet: a change since then, by whomever, is still to be
            // looked at.
            var pushed = plan.Action is FieldAction.Push or FieldAction.Set && work.ReadBack is not null;
            var remote = pushed ? Arrived(work, input, plan) : input.Remote;
            if (plan.Action is FieldAction.Apply or FieldAction.Set)
            {
                if (applied.TryGetValue(input.Field, out var local) && (pushed || plan.Action == FieldAction.Apply))
                    agreed[work.Mapping.BaseKey(input.Field)] = new BasePair(local, remote);
            }
            else if (pushed || plan.Agreed)
            {
                agreed[work.Mapping.BaseKey(input.Field)] = new BasePair(input.Local, remote);
            }

            // What a first call, whose answer was lost, made of the record is known from this reading alone: a field that is still open keeps it.
            if (work.Link is null && input.Base is { } known)
                agreed.TryAdd(work.Mapping.BaseKey(input.Field), known);
        }

        return agreed;
    }

    /// <summary>
    /// Whether somebody, or the org itself, changed a field that was not written, between the reading and the reading back; or somebody one that was, since it
    /// was written.
    /// </summary>
    public static bool ChangedMeanwhile(RecordWork work) => work is { ReadBack: { } readBack } && work.Input!.Fields.Zip(work.Plan!.Fields)
        .Any(pair => Remote(work.Mapping, pair.First.Field, readBack) != (pair.Second.Action is FieldAction.Push or FieldAction.Set ? Arrived(work, pair.First, pair.Second) : pair.First.Remote));

    /// <summary>
    /// What a field that was written became by that: as it was read back, in the org's own form. Where somebody else has saved the record since, another value
    /// than ours is a change of theirs.
    /// </summary>
    private static string? Arrived(RecordWork work, FieldInput input, FieldPlan plan)
    {
        var stands = Remote(work.Mapping, input.Field, work.ReadBack!);
        var sent = plan.Action == FieldAction.Set ? plan.Value : input.LocalAsRemote;
        return SavedByUs(work, work.ReadBack) != false || input.Comparison.Same(stands, sent) ? stands : sent;
    }

    private static bool? SavedByUs(RecordWork work, SalesforceRecord? remote) =>
        SalesforceId.TryParse(work.OurUser, out var us) && SalesforceId.TryParse(remote?.Text("LastModifiedById"), out var last) ? us == last : null;

    /// <summary>How the fields that changed went.</summary>
    public static FieldHistory History(RecordWork work, SalesforceRecord stands, DateTimeOffset now)
    {
        var history = work.Link?.History ?? FieldHistory.Empty;
        foreach (var (input, plan) in work.Input!.Fields.Zip(work.Plan!.Fields))
        {
            if (plan.Reason == "decided")
                history = history.Without(input.Field);
            else if ((plan.Action == FieldAction.Push && work.ReadBack is not null) || (plan.Action == FieldAction.Apply && work.AppliesToSite))
                history = history.With(input.Field, input.Remote, plan.Action == FieldAction.Push ? Arrived(work, input, plan) : Remote(work.Mapping, input.Field, stands), now);
        }

        return history;
    }

    public static List<JournalField> Changes(RecordWork work, IReadOnlyDictionary<string, string?> applied)
    {
        var changes = new List<JournalField>();
        foreach (var (input, plan) in work.Input!.Fields.Zip(work.Plan!.Fields))
        {
            var remoteField = RemoteField(work.Mapping, input.Field);
            if (plan.Action is FieldAction.Push or FieldAction.Set && work.ReadBack is not null)
                changes.Add(new JournalField(input.Field, remoteField, true, input.Remote, plan.Action == FieldAction.Set ? plan.Value : input.LocalAsRemote));
            if (plan.Action is FieldAction.Apply or FieldAction.Set && applied.TryGetValue(input.Field, out var after))
                changes.Add(new JournalField(input.Field, remoteField, false, input.Local, after));
        }

        return changes;
    }

    /// <summary>What was sent and not taken.</summary>
    public static List<JournalField> Refused(RecordWork work) =>
    [
        .. work.Input!.Fields.Zip(work.Plan!.Fields).Where(pair => pair.Second.Action is FieldAction.Push or FieldAction.Set).Select(pair => new JournalField(
            pair.First.Field, RemoteField(work.Mapping, pair.First.Field), true, pair.First.Remote, pair.Second.Action == FieldAction.Set ? pair.Second.Value : pair.First.LocalAsRemote)),
    ];

    private static string? LocalName(EntityMapping mapping, string remoteField) =>
        mapping.Fields.FirstOrDefault(field => field.RemoteField == remoteField)?.Name ?? mapping.Parents.FirstOrDefault(parent => parent.RemoteField == remoteField)?.Navigation;

    public static string RemoteField(EntityMapping mapping, string name) =>
        mapping.Fields.FirstOrDefault(field => field.Name == name)?.RemoteField ?? mapping.Parents.First(parent => parent.Navigation == name).RemoteField;

    /// <summary>A field of a remote record in its canonical form.</summary>
    public static string? Remote(EntityMapping mapping, string name, SalesforceRecord record) =>
        mapping.Fields.FirstOrDefault(field => field.Name == name) is { } field
            ? field.FromRemote(record[field.RemoteField])
            : Id(record.Text(RemoteField(mapping, name)));

    private static IEnumerable<FieldInput> Inputs(RecordWork work, DateTimeOffset now)
    {
        foreach (var field in work.Mapping.Fields)
        {
            var local = field.Read(work.Local!);
            yield return Input(work, field.Name, field.RemoteField, field.Direction, field.Policy, local, local, work.Remote is null ? null : field.FromRemote(work.Remote[field.RemoteField]), now)
                with { Comparison = field.Comparison };
        }

        foreach (var parent in work.Mapping.Parents)
        {
            var (externalId, remoteId) = work.Parents[parent.Navigation];
            yield return Input(work, parent.Navigation, parent.RemoteField, parent.Direction, parent.Policy, externalId, remoteId, Id(work.Remote?.Text(parent.RemoteField)), now);
        }
    }

    private static FieldInput Input(
        RecordWork work, string name, string remoteField, Direction direction, ConflictPolicy policy, string? local, string? localAsRemote, string? remote, DateTimeOffset now)
    {
        var sent = work.Intents.Where(intent => intent.MayStillLand && intent.Fields.ContainsKey(remoteField)).Select(intent => intent.Fields[remoteField]).ToList();
        var agreed = work.Link?.Base.GetValueOrDefault(work.Mapping.BaseKey(name));

        // Sent, and the answer never read. Nothing but this very value: whatever else stands there is newer, somebody's edit or what the org made of ours.
        // Another value of ours, or after another one: the site has changed since, and nobody knows whether that was heard.
        if (agreed is null && work is { Link: null, Adopts: false, Remote: not null } && sent.Count > 0)
        {
            agreed = sent.TrueForAll(value => value == localAsRemote) ? new BasePair(local, localAsRemote)
                : sent.Contains(remote) ? Both(remote)
                : Both(sent.First(value => value != localAsRemote));
        }

        return new FieldInput(name, direction, policy, agreed, local, localAsRemote, remote, [.. sent.Where(value => value != localAsRemote).Distinct()])
        {
            Flips = work.Link?.History.Flips(name, now) ?? 0,
            Decision = work.Questions.FirstOrDefault(question => question.Field == name)?.Decision,
        };
    }

    private static BasePair Both(string? value) => new(value, value);

    private static string? Id(string? text) => SalesforceId.TryParse(text, out var id) ? id.Value : text;

    private static DateTimeOffset? RemoteEditedAt(SalesforceRecord? remote) => Moment(remote?["LastModifiedDate"]);

    /// <summary>A date-time as Salesforce writes it.</summary>
    public static DateTimeOffset? Moment(System.Text.Json.Nodes.JsonNode? value) =>
        ValueForm.For(typeof(DateTimeOffset)).FromJson(value) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? at : null;
}
