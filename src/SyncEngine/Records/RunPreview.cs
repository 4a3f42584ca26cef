using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>Adds up what assessed records come to. No I/O.</summary>
internal static class RunPreview
{
    private const int MostExamples = 100;

    public static SyncRunPreview Add(SyncRunPreview so, EntityMapping mapping, IReadOnlyList<RecordWork> work, SyncEngineOptions options)
    {
        var load = so.Load + RunCalls.LoadOf(mapping, work);
        var planned = work.Where(record => record is { IsOpen: true, Plan: not null }).ToList();
        var (creates, adopts) = (planned.Count(record => record.Remote is null && record.Body is not null), planned.Count(record => record is { Link: null, Remote: not null }));
        var updates = planned.Count(record => record is { Link: not null, Body: not null });
        return so with
        {
            Creates = so.Creates + creates,
            Matches = so.Matches + adopts,
            Updates = so.Updates + updates,
            Applies = so.Applies + planned.Count(record => record.AppliesToSite),
            Conflicts = so.Conflicts + planned.Count(record => record.Plan!.Asks.Any()),
            Questions = so.Questions + work.Count(record => record.Outcome is Outcome.NeedsDecision || record is { RemoteDeleted: true, Local: not null }),
            Waiting = so.Waiting + work.Count(record => record.Outcome is Outcome.Waiting),
            Failures = so.Failures + work.Count(record => record.Outcome is Outcome.Failed),
            Unchanged = so.Unchanged + planned.Count(record => record is { Remote: not null, Body: null, AppliesToSite: false } && !record.Plan!.Asks.Any()),
            Load = load,
            ApiCalls = RunCalls.Of(load, options),
            Examples = [.. so.Examples.Concat(planned.SelectMany(Examples)).Take(MostExamples)],
        };
    }

    private static IEnumerable<SyncRunExample> Examples(RecordWork record) => record.Input!.Fields.Zip(record.Plan!.Fields)
        .Where(pair => pair.Second.Action != FieldAction.Keep)
        .Select(pair => new SyncRunExample(record.ExternalId, pair.First.Field, pair.Second.Action, pair.First.Local, pair.First.Remote));
}
