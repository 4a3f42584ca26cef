using Connector.Salesforce;
using Connector.Salesforce.Query;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;

namespace SyncEngine.Records;

/// <summary>Reads the remote side of many records in few calls: linked ones by id, the others by external id and then by match rule.</summary>
internal sealed class RemoteReader(ISalesforceClient salesforce)
{
    public const int IdsAtOnce = 400;
    public const int MatchesAtOnce = 200;

    public async Task ReadAsync(EntityMapping mapping, IReadOnlyList<RecordWork> work, CancellationToken cancellationToken)
    {
        if (work.Count == 0)
            return;

        using var step = SyncTelemetry.Step("read", work.Count);
        var us = (await salesforce.Tokens.GetAsync(cancellationToken)).UserId;
        foreach (var record in work)
            record.OurUser = us;
        await ReadLinkedAsync(mapping, [.. work.Where(record => record.Link is not null)], cancellationToken);
        var unlinked = work.Where(record => record.Link is null && record.IsOpen).ToList();
        await FindByExternalIdAsync(mapping, unlinked, cancellationToken);
        await ReadChosenAsync(mapping, [.. unlinked.Where(record => record is { Remote: null, IsOpen: true, Choice: not null and not SyncMatches.CreateNew })], cancellationToken);
        await MatchAsync(mapping, [.. unlinked.Where(record => record is { Remote: null, IsOpen: true, Choice: null, RemoteDeleted: false })], cancellationToken);
    }

    /// <summary>The records with these ids as they stand, by id.</summary>
    public async Task<Dictionary<string, SalesforceRecord>> RetrieveAsync(EntityMapping mapping, IReadOnlyList<SalesforceId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];

        IReadOnlyList<SalesforceRecord?> rows = ids.Count == 1
            ? [await salesforce.Records.GetAsync(mapping.RemoteObject, ids[0], mapping.RemoteFields, cancellationToken)]
            : await salesforce.Records.RetrieveAsync(mapping.RemoteObject, ids, mapping.RemoteFields, cancellationToken);
        return ids.Zip(rows).Where(pair => pair.Second is not null).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First.Value, pair => pair.Second!);
    }

    /// <summary>A record as a person is shown it.</summary>
    public static MatchCandidate Candidate(EntityMapping mapping, SalesforceRecord row) => new(
        row.Id!.Value.Value, row.Text(mapping.ExternalIdField), mapping.Fields.ToDictionary(field => field.RemoteField, field => field.FromRemote(row[field.RemoteField])));

    private async Task ReadLinkedAsync(EntityMapping mapping, List<RecordWork> linked, CancellationToken cancellationToken)
    {
        var found = await RetrieveAsync(mapping, [.. linked.Select(record => SalesforceId.Parse(record.Link!.RemoteId, null))], cancellationToken);
        foreach (var record in linked)
            record.Remote = found.GetValueOrDefault(record.Link!.RemoteId);

        var gone = linked.Where(record => record.Remote is null).ToList();
        if (gone.Count > 0)
            await FollowAsync(mapping, gone, cancellationToken);
    }

    // A merge deletes the loser and leaves a pointer to the winner. Upserting instead would raise the dead as a duplicate.
    private async Task FollowAsync(EntityMapping mapping, List<RecordWork> gone, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, SalesforceRecord>();
        var fields = mapping.CanBeMerged ? "Id, IsDeleted, MasterRecordId" : "Id, IsDeleted";
        var queries = gone.Select(record => record.Link!.RemoteId).Chunk(IdsAtOnce).Select(ids => (Soql)$"SELECT {fields:name} FROM {mapping.RemoteObject:name} WHERE Id IN {ids}").ToList();
        await foreach (var row in salesforce.Query.QueryManyAsync(queries, includeDeleted: true, cancellationToken))
        {
            if (row.Id is { } id)
                rows[id.Value] = row;
        }

        var masters = gone.ToDictionary(record => record,
            record => SalesforceId.TryParse(rows.GetValueOrDefault(record.Link!.RemoteId)?.Text("MasterRecordId"), out var winner) ? winner : (SalesforceId?)null);
        var winners = await RetrieveAsync(mapping, [.. masters.Values.OfType<SalesforceId>().Distinct()], cancellationToken);
        foreach (var (record, master) in masters)
        {
            if (master is { } winner && winners.TryGetValue(winner.Value, out var merged))
            {
                record.Remote = merged;
                record.Link = record.Link! with { RemoteId = winner.Value, Base = WithoutBlanks(mapping, record.Link!.Base, merged) };
                record.Note = $"The linked record was merged in Salesforce into {winner}; the link follows.";
            }
            else if (rows.GetValueOrDefault(record.Link!.RemoteId)?.Text("IsDeleted") == "true")
            {
                record.RemoteDeleted = true;
            }
            else
            {
                // Not there, and no word of a deletion: absence is no evidence.
                record.Ask("The linked Salesforce record is not there, or the integration user does not see it.", "Give the integration user access to it and retry; or unlink it.");
            }
        }
    }

    // What the winner of a merge never had was not cleared by anybody: it is filled, as at first contact.
    private static Dictionary<string, Merge.BasePair> WithoutBlanks(EntityMapping mapping, IReadOnlyDictionary<string, Merge.BasePair> agreed, SalesforceRecord winner)
    {
        var blanks = mapping.Fields.Select(field => field.Name).Concat(mapping.Parents.Select(parent => parent.Navigation))
            .Where(name => RecordPlanning.Remote(mapping, name, winner) is null).Select(mapping.BaseKey).ToHashSet();
        return agreed.Where(pair => !blanks.Contains(pair.Key)).ToDictionary();
    }

    // Deleted rows too: a record that was made, and deleted or merged before its link was written down, must not be made again.
    private async Task FindByExternalIdAsync(EntityMapping mapping, List<RecordWork> unlinked, CancellationToken cancellationToken)
    {
        var byId = unlinked.ToLookup(record => record.ExternalId, StringComparer.OrdinalIgnoreCase);
        var deleted = new Dictionary<RecordWork, string>();
        var queries = unlinked.Select(record => record.ExternalId).Chunk(AtOnce(IdsAtOnce, unlinked.Select(record => record.ExternalId.Length)))
            .Select(ids => (Soql)$"SELECT {Names(mapping):name}, IsDeleted FROM {mapping.RemoteObject:name} WHERE {mapping.ExternalIdField:name} IN {ids}").ToList();
        await foreach (var row in salesforce.Query.QueryManyAsync(queries, includeDeleted: true, cancellationToken))
        {
            foreach (var record in byId[row.Text(mapping.ExternalIdField) ?? ""])
            {
                if (row.Text("IsDeleted") != "true")
                    record.Remote = row;
                else if (row.Id is { } id)
                    deleted[record] = id.Value;
            }
        }

        var gone = unlinked.Where(record => record is { Remote: null, Choice: null, Intents.Count: > 0 } && deleted.ContainsKey(record)).ToList();
        foreach (var record in gone)
            record.Link = new RecordLink(record.ExternalId, deleted[record], new Dictionary<string, Merge.BasePair>());
        if (gone.Count > 0)
            await FollowAsync(mapping, gone, cancellationToken);
    }

    private async Task ReadChosenAsync(EntityMapping mapping, List<RecordWork> chosen, CancellationToken cancellationToken)
    {
        var found = await RetrieveAsync(mapping, [.. chosen.Select(record => SalesforceId.Parse(record.Choice!, null)).Distinct()], cancellationToken);
        foreach (var record in chosen)
        {
            record.Remote = found.GetValueOrDefault(record.Choice!);
            record.Adopts = true;
            if (record.Remote is null)
                record.Ask("The record that was chosen is not in Salesforce any more.", "Retry to match anew.");
        }
    }

    private async Task MatchAsync(EntityMapping mapping, List<RecordWork> unlinked, CancellationToken cancellationToken)
    {
        if (mapping.Match.Count == 0)
            return;

        // A record that lacks one of the match fields has nothing to be recognised by: it is new.
        var matchable = unlinked.Where(record => mapping.Match.All(field => field.Read(record.Local!)?.Trim() is { Length: > 0 })).ToList();
        var queries = matchable.Chunk(AtOnce(MatchesAtOnce, matchable.Select(record => mapping.Match.Sum(field => Literal(field, record).Length)))).Select(chunk => Fitting(mapping, chunk)).ToList();
        var rows = new List<SalesforceRecord>();
        await foreach (var row in salesforce.Query.QueryManyAsync(queries, cancellationToken: cancellationToken))
            rows.Add(row);

        var byFirst = rows.ToLookup(row => First(mapping.Match[0].FromRemote(row[mapping.Match[0].RemoteField])), StringComparer.OrdinalIgnoreCase);
        foreach (var record in matchable)
            Choose(mapping, record, [.. byFirst[First(mapping.Match[0].Read(record.Local!))].Where(row => Same(mapping, record, row)).DistinctBy(row => row.Id)]);

        static string First(string? value) => value?.Trim() ?? "";
    }

    // More than fits: each field for itself is one of theirs. A list for each field is one walk along an index; who fits whom is found here.
    private static Soql Fitting(EntityMapping mapping, RecordWork[] records)
    {
        var soql = new Soql(0, 0);
        soql.AppendLiteral($"SELECT {Names(mapping)} FROM {mapping.RemoteObject} WHERE ");
        soql.AppendLiteral(string.Join(" AND ", mapping.Match.Select(field => $"{field.RemoteField} IN ({string.Join(",", records.Select(record => Literal(field, record)).Distinct())})")));
        return soql;
    }

    private static void Choose(EntityMapping mapping, RecordWork record, List<SalesforceRecord> same)
    {
        var sure = mapping.MatchCondition?.Holds(record.Local!) != false;
        if (same.Count == 0)
            return;
        if (same is [var only] && sure && only.Text(mapping.ExternalIdField) is null)
        {
            record.Remote = only;
            record.Adopts = true;
            return;
        }

        record.Candidates = [.. same.Select(row => Candidate(mapping, row))];
        record.Ask(
            same.Count > 1 ? $"{same.Count} {mapping.RemoteObject} records in Salesforce fit this one."
                : same[0].Text(mapping.ExternalIdField) is not null ? $"The {mapping.RemoteObject} record that fits this one already carries another id of this site."
                : $"One {mapping.RemoteObject} record fits this one, and what it is recognised by is not confirmed.",
            "Say which is the same, or that none is.");
    }

    // Salesforce compares text without regard to case; so do we.
    private static bool Same(EntityMapping mapping, RecordWork record, SalesforceRecord row) =>
        mapping.Match.All(field => string.Equals(field.Read(record.Local!)?.Trim(), field.FromRemote(row[field.RemoteField])?.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string Literal(FieldMapping field, RecordWork record)
    {
        var node = field.ToRemote(field.Read(record.Local!)!.Trim())!;
        return node.GetValueKind() == System.Text.Json.JsonValueKind.String ? Soql.Quote(node.GetValue<string>()) : node.ToJsonString();
    }

    // How many values of these lengths fit into one query with room to spare, escapes included.
    private static int AtOnce(int most, IEnumerable<int> lengths) => Math.Clamp(40_000 / ((2 * lengths.DefaultIfEmpty().Max()) + 3), 1, most);

    private static string Names(EntityMapping mapping) => string.Join(", ", mapping.RemoteFields);
}
