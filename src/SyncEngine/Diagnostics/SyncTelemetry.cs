using System.Diagnostics;
using System.Diagnostics.Metrics;
using SyncEngine.Ledger;

namespace SyncEngine.Diagnostics;

/// <summary>The package's activity source and meter, both <c>SyncEngine</c>. Each step that touches a disk or a network is one activity.</summary>
internal static class SyncTelemetry
{
    public const string Name = "SyncEngine";

    private static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Outcomes =
        Meter.CreateCounter<long>("syncengine.work.completed", "{key}", "Keys that were completed, by outcome.");

    private static readonly Histogram<double> Latency =
        Meter.CreateHistogram<double>("syncengine.work.latency", "s", "From a key's oldest unanswered mark to its completion.");

    public static Activity? Step(string name, int keys)
    {
        var activity = Source.StartActivity(name);
        activity?.SetTag("syncengine.keys", keys);
        return activity;
    }

    /// <summary>Counts a completion.</summary>
    /// <param name="completion">The completion.</param>
    /// <param name="at">When it was written, by the database's clock: the clock that its marks were made by.</param>
    public static void Completed(Completion completion, DateTimeOffset at)
    {
        if (!Outcomes.Enabled && !Latency.Enabled)
            return;

        KeyValuePair<string, object?> scope = new("syncengine.scope", completion.Item.Key.Scope), outcome = new("syncengine.outcome", completion.Outcome.GetType().Name);
        Outcomes.Add(1, scope, outcome);
        if (completion.Outcome is Outcome.Done)
            Latency.Record(Math.Max(0, (at - completion.Item.FirstMarkedAt).TotalSeconds), scope, new("syncengine.lane", completion.Item.Lane.ToString()));
    }
}
