using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace SyncEngine.AspNetCore.Health;

/// <summary>
/// Unhealthy when the engine's tables cannot be read; degraded, with the reasons, when something is paused, late, failed or waits for a person.
/// A Salesforce that is down makes a site degraded and never unhealthy: the site works without it.
/// </summary>
internal sealed class SyncHealthCheck(ISyncStatus status, IOptions<SyncHealthOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        EngineStatus overview;
        try
        {
            overview = await status.GetOverviewAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The engine's tables cannot be read: the site's database is away, or its schema is not installed.", exception);
        }

        var reasons = Reasons(overview, options.Value.MaxBacklogAge).ToList();
        var data = new Dictionary<string, object>
        {
            ["pending"] = overview.Lanes.Sum(lane => lane.Pending),
            ["failed"] = overview.Failed,
            ["needs_decision"] = overview.NeedsDecision,
            ["paused"] = overview.Pauses.Count,
        };
        return reasons.Count == 0
            ? HealthCheckResult.Healthy("Everything that was saved has been taken up.", data)
            : HealthCheckResult.Degraded(string.Join(" ", reasons), data: data);
    }

    internal static IEnumerable<string> Reasons(EngineStatus overview, TimeSpan maxBacklogAge)
    {
        foreach (var pause in overview.Pauses)
            yield return $"{pause.Scope} is paused since {pause.Since.ToString("u", CultureInfo.InvariantCulture)}: {pause.Failure.Reason}";

        foreach (var lane in overview.Lanes)
        {
            if (lane.OldestMarkAt is { } oldest && overview.At - oldest > maxBacklogAge)
                yield return $"The {lane.Lane} lane is late: its oldest edit waits since {oldest.ToString("u", CultureInfo.InvariantCulture)}.";
        }

        if (overview.Failed > 0)
            yield return $"{overview.Failed} failed and {(overview.Failed == 1 ? "stands" : "stand")} in the control room with the reason.";

        if (overview.NeedsDecision > 0)
            yield return $"{overview.NeedsDecision} {(overview.NeedsDecision == 1 ? "waits" : "wait")} for a person's decision.";
    }
}
