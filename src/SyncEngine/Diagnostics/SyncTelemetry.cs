using System.Diagnostics;
using System.Diagnostics.Metrics;
using SyncEngine.Ledger;

namespace SyncEngine.Diagnostics;

/// <summary>The package's activity source and meter, both <c>SyncEngine</c>. Each step that touches a disk or a network is one activity.</summary>
internal static class SyncTelemetry
{
    public const string Name = "SyncEngine";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Outcomes =
        Meter.CreateCounter<long>("syncengine.work.completed", "{key}", "Keys that were completed, by outcome.");

    public static Activity? Step(string name, int keys)
    {
        var activity = Source.StartActivity(name);
        activity?.SetTag("syncengine.keys", keys);
        return activity;
    }

    public static void Completed(Completion completion) =>
        Outcomes.Add(1,
            new("syncengine.scope", completion.Item.Key.Scope),
            new("syncengine.outcome", completion.Outcome.GetType().Name));
}
