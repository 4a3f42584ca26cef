using System.Collections.Concurrent;
using System.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

internal sealed class SyncStatus(ISyncStore store, MappingCatalog catalog) : ISyncStatus
{
    private const long CountedAtOnce = 10_000;
    private const long ReadAgain = 10_000;
    private static readonly TimeSpan LongCount = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan CountsKept = TimeSpan.FromMinutes(1);

    // What the journal says where both sides were looked at and agree after it; a record that came from Salesforce has nothing that was decided.
    private static readonly string Agreements =
        $"""
        (action = {(int)JournalAction.Applied} OR (decision IS NOT NULL
            AND action IN ({(int)JournalAction.Created}, {(int)JournalAction.Adopted}, {(int)JournalAction.Updated}, {(int)JournalAction.Unchanged})))
        """;

    private readonly ConcurrentDictionary<string, LastAgreement> _agreed = [];
    private volatile KeptCounts? _linked;

    public Task<RecordStatus> GetAsync<TEntity>(string externalId, CancellationToken cancellationToken = default)
        where TEntity : class => GetAsync(WorkKey.ForRecord(catalog.ForEntity(typeof(TEntity)).Name, externalId), cancellationToken);

    public Task<RecordStatus> GetAsync(WorkKey key, CancellationToken cancellationToken = default) =>
        store.ReadAsync((reading, token) => GetAsync(reading, key, token), cancellationToken);

    public Task<EngineStatus> GetOverviewAsync(CancellationToken cancellationToken = default) => store.ReadAsync(OverviewAsync, cancellationToken);

    private static async Task<RecordStatus> GetAsync(IStoreTransaction reading, WorkKey key, CancellationToken cancellationToken)
    {
        var links = key.Kind != WorkKey.RecordKind ? [] : await reading.QueryAsync(
            "SELECT remote_id, last_synced_at FROM sync_link WHERE mapping = @mapping AND external_id = @id",
            reader => (RemoteId: reader.GetString(0), At: reader.Time(1)), cancellationToken, ("@mapping", key.Type), ("@id", key.Id));
        var (remoteId, lastSynced) = links.Count > 0 ? (links[0].RemoteId, (DateTimeOffset?)links[0].At) : (null, null);

        // The row before the marks: a mark that is folded in between is seen in one of the two.
        var marks = await reading.QueryAsync("SELECT min(marked_at) FROM sync_mark WHERE key = @key AND not_before <= @now", reader => reader.TimeOrNull(0), cancellationToken,
            ("@key", key.ToString()), ("@now", reading.Now.ToUnixTimeMilliseconds()));
        var rows = await reading.QueryAsync(
            """
            SELECT w.state, w.attempts, w.failure, w.due_at, w.changed_at, w.first_marked_at, p.failure, p.since
            FROM sync_work w LEFT JOIN sync_pause p ON p.scope = w.scope WHERE w.key = @key
            """,
            reader => new Row((WorkState)reader.GetInt32(0), reader.GetInt32(1), StoredFailure.Read(reader.TextOrNull(2)), reader.Time(3), reader.Time(4), reader.Time(5),
                StoredFailure.Read(reader.TextOrNull(6)), reader.TimeOrNull(7)),
            cancellationToken, ("@key", key.ToString()));

        if (rows.Count > 0 && Describe(rows[0], remoteId, lastSynced) is var status && (status.State != SyncState.Saved || marks[0] is null))
            return status;
        if (marks[0] is { } marked || (rows.Count > 0 && (marked = rows[0].FirstMarkedAt) != default))
            return new RecordStatus(SyncState.Saved, marked, lastSynced, remoteId);
        return remoteId is null
            ? new RecordStatus(SyncState.Unknown)
            : new RecordStatus(SyncState.InSync, lastSynced, lastSynced, remoteId);
    }

    private static RecordStatus Describe(Row row, string? remoteId, DateTimeOffset? lastSynced)
    {
        var status = new RecordStatus(SyncState.Saved, row.FirstMarkedAt, lastSynced, remoteId);
        return (row.State, row.Pause) switch
        {
            (WorkState.Ready, { } pause) => status with { State = SyncState.Paused, Since = row.PausedSince, Reason = pause.Reason, Hint = pause.Hint },
            (WorkState.Ready, _) when row.Failure is { } failure =>
                status with { State = SyncState.Retrying, Since = row.ChangedAt, Reason = failure.Reason, Hint = failure.Hint, NextAttemptAt = row.DueAt },
            (WorkState.Leased, _) => status with { State = SyncState.Syncing, Since = row.ChangedAt },
            (WorkState.Waiting, _) => status with { State = SyncState.Waiting, Since = row.ChangedAt, Reason = row.Failure?.Reason, NextAttemptAt = row.DueAt },
            (WorkState.Deciding, _) => status with { State = SyncState.NeedsDecision, Since = row.ChangedAt, Reason = row.Failure?.Reason, Hint = row.Failure?.Hint },
            (WorkState.Aside, _) => status with { State = SyncState.Ignored, Since = row.ChangedAt, Reason = row.Failure?.Reason },
            (WorkState.Failed, _) => status with { State = SyncState.Failed, Since = row.ChangedAt, Reason = row.Failure?.Reason, Hint = row.Failure?.Hint },
            _ => status,
        };
    }

    private async Task<EngineStatus> OverviewAsync(IStoreTransaction reading, CancellationToken cancellationToken)
    {
        var now = reading.Now.ToUnixTimeMilliseconds();
        var unfolded = await reading.QueryAsync("SELECT lane, count(DISTINCT key), min(marked_at) FROM sync_mark WHERE not_before <= @now GROUP BY lane",
            reader => (Lane: (Lane)reader.GetInt32(0), Count: reader.GetInt64(1), Oldest: reader.Time(2)), cancellationToken, ("@now", now));
        var unfoldedOf = new Dictionary<string, long>();
        if (unfolded.Count > 0)
        {
            foreach (var mapping in catalog.All)
            {
                // A range instead of LIKE, which would read every mark; ';' follows ':'.
                var scope = $"{WorkKey.RecordKind}:{mapping.Name}";
                unfoldedOf[mapping.Name] = (await reading.QueryAsync("SELECT count(DISTINCT key) FROM sync_mark WHERE key >= @from AND key < @to AND not_before <= @now",
                    reader => reader.GetInt64(0), cancellationToken, ("@from", scope + ":"), ("@to", scope + ";"), ("@now", now)))[0];
            }
        }

        var work = await reading.QueryAsync("SELECT scope, lane, state, count(*), min(first_marked_at) FROM sync_work GROUP BY scope, lane, state",
            reader => (Scope: reader.GetString(0), Lane: (Lane)reader.GetInt32(1), State: (WorkState)reader.GetInt32(2), Count: reader.GetInt64(3), Oldest: reader.Time(4)), cancellationToken);
        var linked = await LinkedAsync(reading, cancellationToken);
        var synced = new Dictionary<string, DateTimeOffset?>();
        var newest = (await reading.QueryAsync("SELECT COALESCE(max(id), 0) FROM sync_journal", reader => reader.GetInt64(0), cancellationToken))[0];
        foreach (var mapping in catalog.All)
            synced[mapping.Name] = await LastSyncedAsync(reading, mapping.Name, newest, cancellationToken);

        var pauses = await reading.QueryAsync("SELECT scope, failure, since FROM sync_pause ORDER BY since",
            reader => new ScopePause(reader.GetString(0), StoredFailure.Read(reader.GetString(1))!, reader.Time(2)), cancellationToken);

        var pending = work.Where(row => row.State is WorkState.Ready or WorkState.Leased or WorkState.Waiting).ToList();
        return new EngineStatus(
            reading.Now,
            [.. Enum.GetValues<Lane>().Select(lane =>
            {
                var marks = unfolded.Where(mark => mark.Lane == lane).ToList();
                var rows = pending.Where(row => row.Lane == lane).ToList();
                var oldest = marks.Select(mark => mark.Oldest).Concat(rows.Select(row => row.Oldest)).Order().Select(at => (DateTimeOffset?)at).FirstOrDefault();
                return new LaneStatus(lane, rows.Sum(row => row.Count) + marks.Sum(mark => mark.Count), oldest);
            })],
            [.. catalog.All.Select(mapping =>
            {
                var scope = $"{WorkKey.RecordKind}:{mapping.Name}";
                return new MappingStatus(
                    mapping.Name, mapping.RemoteObject, linked.GetValueOrDefault(mapping.Name), synced[mapping.Name],
                    pending.Where(row => row.Scope == scope).Sum(row => row.Count) + unfoldedOf.GetValueOrDefault(mapping.Name),
                    work.Where(row => row.Scope == scope && row.State == WorkState.Failed).Sum(row => row.Count));
            })],
            work.Where(row => row.State == WorkState.Failed).Sum(row => row.Count),
            work.Where(row => row.State == WorkState.Deciding).Sum(row => row.Count),
            pauses)
        {
            Ignored = work.Where(row => row.State == WorkState.Aside).Sum(row => row.Count),
        };
    }

    // Of the journal only what was added since the last look is read, and a little before: an entry may commit after one of a higher id. A mapping that is as
    // quiet as its journal is kept for has it in its links alone: all of them are read, once.
    private async Task<DateTimeOffset?> LastSyncedAsync(IStoreTransaction reading, string mapping, long newest, CancellationToken cancellationToken)
    {
        var known = _agreed.GetValueOrDefault(mapping) ?? new LastAgreement(0, null);
        var told = await reading.QueryAsync(
            $"SELECT at FROM sync_journal WHERE scope = @scope AND id > @known AND {Agreements} ORDER BY id DESC LIMIT 1",
            reader => reader.TimeOrNull(0), cancellationToken, ("@scope", $"{WorkKey.RecordKind}:{mapping}"), ("@known", known.ReadTo));
        var at = told.FirstOrDefault() ?? known.At
            ?? (await reading.QueryAsync("SELECT max(last_synced_at) FROM sync_link WHERE mapping = @mapping", reader => reader.TimeOrNull(0), cancellationToken, ("@mapping", mapping)))[0];
        _agreed[mapping] = new LastAgreement(Math.Max(known.ReadTo, newest - ReadAgain), at);
        return at;
    }

    // Counting reads every link. Where that takes longer than a page should, the number is kept for a minute; a small site's is always exact.
    private async Task<IReadOnlyDictionary<string, long>> LinkedAsync(IStoreTransaction reading, CancellationToken cancellationToken)
    {
        if (_linked is { } kept && reading.Now - kept.At is var age && age >= TimeSpan.Zero && age < CountsKept)
            return kept.Counts;

        var start = Stopwatch.GetTimestamp();
        var counts = (await reading.QueryAsync("SELECT mapping, count(*) FROM sync_link GROUP BY mapping",
            reader => (Mapping: reader.GetString(0), Count: reader.GetInt64(1)), cancellationToken)).ToDictionary(row => row.Mapping, row => row.Count);
        _linked = counts.Values.Sum() > CountedAtOnce && Stopwatch.GetElapsedTime(start) > LongCount ? new KeptCounts(reading.Now, counts) : null;
        return counts;
    }

    /// <summary>When a mapping last came to agree, as far as the journal was read.</summary>
    private sealed record LastAgreement(long ReadTo, DateTimeOffset? At);

    private sealed record KeptCounts(DateTimeOffset At, IReadOnlyDictionary<string, long> Counts);

    private sealed record Row(
        WorkState State, int Attempts, Failure? Failure, DateTimeOffset DueAt, DateTimeOffset ChangedAt, DateTimeOffset FirstMarkedAt, Failure? Pause, DateTimeOffset? PausedSince);
}
