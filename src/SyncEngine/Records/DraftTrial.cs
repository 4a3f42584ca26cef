using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>Counts what a draft's plans come to. No I/O: what was read and planned is handed in.</summary>
internal static class DraftTrial
{
    private const int Examples = 3;

    public static MappingTrial Report(long linked, IReadOnlyList<RecordWork> work, SyncEngineOptions options)
    {
        var planned = work.Where(record => record.Plan is not null).ToList();
        var fields = planned
            .SelectMany(record => record.Plan!.Fields.Zip(record.Input!.Fields).Select(pair => (record.Item.Key, Plan: pair.First, Input: pair.Second)))
            .Where(entry => entry.Plan.Action != FieldAction.Keep)
            .GroupBy(entry => entry.Plan.Field)
            .Select(group => new MappingTrialField(
                group.Key, group.Count(entry => entry.Plan.Action is FieldAction.Push or FieldAction.Set), group.Count(entry => entry.Plan.Action is FieldAction.Apply or FieldAction.Set),
                group.Count(entry => entry.Plan.Action == FieldAction.Ask),
                [.. group.Take(Examples).Select(entry => (entry.Key, entry.Input.Local, entry.Input.Remote))]))
            .OrderByDescending(field => field.Sends + field.Receives + field.Asks).ToList();

        var sends = planned.Count(record => record.Plan!.Pushes);
        var written = work.Count == 0 ? 0 : (long)Math.Ceiling(linked * (sends / (double)work.Count));
        return new MappingTrial(
            linked, work.Count, planned.Count(record => record.Plan!.Fields.All(plan => plan.Action == FieldAction.Keep)), sends,
            planned.Count(record => record.Plan!.Applies), planned.Count(record => record.Plan!.Asks.Any()), work.Count - planned.Count, fields,
            RunCalls.Of(RunCalls.Load.None with { Linked = linked, Updates = written }, options));
    }

    public static MappingReplay Replay(EntityMapping mapping, IReadOnlyList<StoredDecision> decisions)
    {
        var byName = mapping.Fields.ToDictionary(field => field.Name);
        var changes = new Dictionary<(string Field, FieldAction Was, FieldAction WouldBe), int>();
        var same = 0;
        foreach (var decision in decisions)
        {
            // A field that the draft moved elsewhere, or does not map, was decided on values that say nothing of it.
            var inputs = decision.Input.Fields.Select(input => byName.TryGetValue(input.Field, out var field) && field.BaseKey == field.Name
                ? input with { Direction = field.Direction, Policy = field.Policy, Comparison = field.Comparison, Decision = null }
                : input).ToList();
            var again = MergePlanner.Plan(decision.Input with { Fields = inputs });
            var differences = decision.Plan.Fields.Zip(again.Fields).Where(pair => pair.First.Action != pair.Second.Action && pair.First.Reason != "decided").ToList();
            same += differences.Count == 0 ? 1 : 0;
            foreach (var (was, would) in differences)
                changes[(was.Field, was.Action, would.Action)] = changes.GetValueOrDefault((was.Field, was.Action, would.Action)) + 1;
        }

        return new MappingReplay(decisions.Count, same,
            [.. changes.Select(change => new MappingReplayChange(change.Key.Field, change.Key.Was, change.Key.WouldBe, change.Value)).OrderByDescending(change => change.Count)]);
    }

    /// <summary>What one draft says otherwise than another, as the journal tells changes.</summary>
    public static IReadOnlyList<JournalField> Differences(MappingDraft before, MappingDraft after)
    {
        var names = before.Fields.Concat(after.Fields).Select(field => field.Name).Distinct();
        var changes = names
            .Select(name => (Name: name, Before: Say(before, name), After: Say(after, name)))
            .Where(change => change.Before != change.After)
            .Select(change => new JournalField(change.Name, after.Fields.Concat(before.Fields).First(field => field.Name == change.Name).RemoteField, true, change.Before, change.After)).ToList();
        if (!before.Match.SequenceEqual(after.Match))
            changes.Add(new JournalField("match", "", true, string.Join(", ", before.Match), string.Join(", ", after.Match)));
        return changes;
    }

    private static string? Say(MappingDraft draft, string name) =>
        draft.Fields.FirstOrDefault(field => field.Name == name) is { } field 
            ? $"{field.RemoteField}, {field.Direction}, {field.Policy}, {field.Comparison}{(field.Values is { Count: > 0 } values ? $", {string.Join("; ", values.Select(pair => $"{pair.Key} = {pair.Value}"))}" : "")}"
            : null;
}
