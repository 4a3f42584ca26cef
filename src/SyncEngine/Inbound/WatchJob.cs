using System.Globalization;
using Connector.Salesforce;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Schedules;
using SyncEngine.Storage;

namespace SyncEngine.Inbound;

/// <summary>
/// Looks after the whole every minute and tells what a person should know, each condition once when it begins. The position holds what was told.
/// At its first run on a host it also compares the mappings with the org.
/// </summary>
internal sealed class WatchJob(
    MappingCatalog catalog, ISalesforceClient salesforce, ISyncAlerts alerts, ISyncStatus status, SyncGauges gauges, IEnumerable<FeedRegistration> feeds,
    SyncEngineOptions options) : ISyncJob
{
    private const double LowBudget = 0.1;
    private const double EnoughBudget = 0.15;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private bool _checked;
    private DateTimeOffset? _watchingSince;

    public string Name => "watch";

    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) => isFirst ? now : now + Every;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (!_checked)
        {
            await new MappingCheck(catalog, salesforce, run.Store, alerts, options).RunAsync(cancellationToken);
            _checked = true;
        }

        var stands = await status.GetOverviewAsync(cancellationToken);
        gauges.Update(stands, salesforce.Usage);
        var told = run.Position?.Split('\n').ToHashSet() ?? [];
        var now = new Dictionary<string, SyncAlert?>();
        var (dead, asks) = (stands.Failed, stands.NeedsDecision);
        var silent = await run.Store.ReadAsync(async (reading, token) =>
        {
            _watchingSince ??= reading.Now;
            var heard = await reading.QueryAsync("SELECT name, last_ok_at FROM sync_job WHERE (name LIKE 'poll:%' AND last_ok_at IS NOT NULL) OR name LIKE 'feed:%'",
                reader => (Name: reader.GetString(0), At: reader.TimeOrNull(1)), token);
            return heard.Where(last => Silence(last.Name) is { } limit && Since(last.Name, last.At) < reading.Now - limit).Select(last => last.Name).ToList();
        }, cancellationToken);

        Digest("dead", dead, new SyncAlert(AlertKind.DeadLetters, "", $"{dead} records could not be synced and wait for somebody: see the failures, each with its reason."));
        Digest("asks", asks, new SyncAlert(AlertKind.DecisionsWanted, "", $"{asks} records wait for a decision: see the conflicts and matches."));
        if (salesforce.Usage is { Max: > 0 } usage && usage.Remaining < usage.Max * (told.Contains("budget") ? EnoughBudget : LowBudget))
            now["budget"] = new SyncAlert(AlertKind.BudgetLow, "", $"{usage.Remaining} of {usage.Max} API calls are left for 24 hours; payments go on, the rest may have to wait.");
        foreach (var name in silent)
        {
            now[name] = new SyncAlert(AlertKind.FeedSilent, name, name.StartsWith("poll:", StringComparison.Ordinal)
                ? $"Salesforce has not answered {name} for long: changes there do not come in."
                : $"Nothing has been heard of {name} for long, not even a sign of life: changes in Salesforce do not come in by it.");
        }

        foreach (var (condition, alert) in now)
        {
            if (alert is not null && !told.Contains(condition))
                await alerts.RaisedAsync(alert, cancellationToken);
        }

        await run.SaveAsync(string.Join('\n', now.Keys), null, cancellationToken);

        // Told again when the number has grown tenfold, or the condition was gone in between; one that swings about a power of ten is told once.
        void Digest(string condition, long count, SyncAlert alert)
        {
            if (count == 0)
                return;

            var magnitude = (int)Math.Log10(count);
            var last = told.Where(known => known.StartsWith($"{condition} ", StringComparison.Ordinal)).Select(known => int.Parse(known[(condition.Length + 1)..], CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();
            now[string.Create(CultureInfo.InvariantCulture, $"{condition} {(magnitude == last - 1 ? last : magnitude)}")] = magnitude > last ? alert : null;
        }
    }

    // How long a poll or a feed may say nothing; null for one that is off or gone, and for a feed whose silence means nothing.
    private TimeSpan? Silence(string job) =>
        options.PollEvery > TimeSpan.Zero && catalog.All.Any(mapping => job == $"poll:{mapping.Name}") ? Max(TimeSpan.FromMinutes(15), options.PollEvery * 5)
        : feeds.FirstOrDefault(feed => job == FeedJob.NameOf(feed.Name))?.Heartbeat * 3;

    // A feed speaks up only so long after it was started: what was not heard while no host ran is nothing to tell of.
    private DateTimeOffset Since(string job, DateTimeOffset? heard) =>
        heard > _watchingSince || job.StartsWith("poll:", StringComparison.Ordinal) ? heard!.Value : _watchingSince!.Value;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
