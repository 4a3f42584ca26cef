using System.Diagnostics.Metrics;
using Connector.Salesforce.RateLimiting;

namespace SyncEngine.Diagnostics;

/// <summary>What stands, for the meter: as it was last looked at by the host that watches, once a minute. A host that does not watch tells nothing.</summary>
internal sealed class SyncGauges
{
    private volatile EngineStatus? _status;
    private volatile ApiUsage? _usage;

    public SyncGauges()
    {
        var meter = SyncTelemetry.Meter;
        meter.CreateObservableGauge("syncengine.backlog.keys", () => Lanes((_, lane) => lane.Pending), "{key}", "Marked keys that are not done, failed ones apart.");
        meter.CreateObservableGauge("syncengine.backlog.age", () => Lanes((status, lane) => lane.OldestMarkAt is { } at ? (status.At - at).TotalSeconds : 0), "s", "Age of the oldest of them.");
        meter.CreateObservableGauge("syncengine.work.failed", () => Whole(status => status.Failed), "{key}", "Dead-lettered keys.");
        meter.CreateObservableGauge("syncengine.work.undecided", () => Whole(status => status.NeedsDecision), "{key}", "Keys that wait for a person.");
        meter.CreateObservableGauge("syncengine.mapping.freshness", Freshness, "s", "Since a record of the mapping last came to agree.");
        meter.CreateObservableGauge("syncengine.api.remaining", () => _usage is { } usage ? [new Measurement<long>(usage.Remaining)] : Array.Empty<Measurement<long>>(), "{call}", "Calls left of the org's rolling day.");
    }

    public void Update(EngineStatus status, ApiUsage? usage) => (_status, _usage) = (status, usage);

    private IEnumerable<Measurement<double>> Lanes(Func<EngineStatus, LaneStatus, double> value) =>
        _status is { } status ? status.Lanes.Select(lane => new Measurement<double>(value(status, lane), new KeyValuePair<string, object?>("syncengine.lane", lane.Lane.ToString()))) : [];

    private IEnumerable<Measurement<long>> Whole(Func<EngineStatus, long> value) => _status is { } status ? [new Measurement<long>(value(status))] : [];

    private IEnumerable<Measurement<double>> Freshness() => _status is { } status
        ? status.Mappings.Where(mapping => mapping.LastSyncedAt is not null)
            .Select(mapping => new Measurement<double>((status.At - mapping.LastSyncedAt!.Value).TotalSeconds, new KeyValuePair<string, object?>("syncengine.mapping", mapping.Mapping)))
        : [];
}
