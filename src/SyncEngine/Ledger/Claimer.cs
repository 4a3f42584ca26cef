using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Hands out due keys, each to one worker, with a lease by the database's clock and a random fencing token.</summary>
internal sealed class Claimer(SyncEngineOptions options)
{
    private const string Paused = "SELECT scope FROM sync_pause WHERE probe_at > @now";
    private const string Unpaused = $"scope NOT IN ({Paused})";

    // Leases that ran out first: somebody has waited longest for those. Each is a walk along one index, however long the backlog is.
    private static readonly Source[] Takeable =
    [
        new(WorkState.Leased, "lease_until < @now", "lease_until"),
        new(WorkState.Waiting, "due_at <= @now", "due_at"),
        new(WorkState.Ready, "due_at <= @now", "due_at"),
    ];

    /// <summary>Claims due keys of one kind and lane, the longest due first.</summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(IStoreTransaction store, string kind, Lane lane, int atMost, CancellationToken cancellationToken)
    {
        var dialect = ((StoreTransaction)store).Dialect;
        var (token, now) = (Guid.NewGuid(), store.Now.ToUnixTimeMilliseconds());
        var (sources, hasPauses) = dialect.HasOneWriter ? await LookAsync(store, kind, lane, cancellationToken) : (Takeable, true);
        if (sources.Count == 0)
            return [];

        var (causes, none) = (new Dictionary<string, Cause>(), (IReadOnlyList<string>)[]);
        return await store.QueryAsync(
            ClaimSql(dialect, sources, hasPauses),
            reader => new WorkItem(
                WorkKey.Parse(reader.GetString(0)), lane, reader.GetInt64(1), token, reader.GetInt32(2),
                CauseOf(reader.GetString(3)), reader.TextOrNull(4)?.Split(',').Distinct().ToArray() ?? none, reader.Time(5))
            {
                EditedAt = reader.TimeOrNull(6),
            },
            cancellationToken,
            ("@kind", kind), ("@lane", (int)lane), ("@now", now), ("@token", token), ("@until", now + (long)options.Lease.TotalMilliseconds), ("@most", atMost));

        Cause CauseOf(string text) => causes.TryGetValue(text, out var known) ? known : causes[text] = Cause.Parse(text);
    }

    /// <summary>How long until something of this kind and lane is due; null when nothing is to come.</summary>
    public static async Task<TimeSpan?> NextDueAsync(IStoreTransaction store, string kind, Lane lane, CancellationToken cancellationToken)
    {
        var rows = await store.QueryAsync(
            string.Join(" UNION ALL ", Takeable.Select(source =>
                $"SELECT min({source.Order}) FROM sync_work WHERE kind = @kind AND lane = @lane AND state = {(int)source.State} AND {Unpaused}")),
            reader => reader.TimeOrNull(0), cancellationToken,
            ("@kind", kind), ("@lane", (int)lane), ("@now", store.Now.ToUnixTimeMilliseconds()));
        return rows.Min() is { } next ? next - store.Now : null;
    }

    /// <summary>Prolongs the leases that are still ours.</summary>
    /// <returns>Their keys.</returns>
    public async Task<IReadOnlySet<string>> RenewAsync(IStoreTransaction store, string kind, Guid token, CancellationToken cancellationToken) =>
        (await store.QueryAsync(
            $"UPDATE sync_work SET lease_until = @until WHERE lease_token = @token AND state = {(int)WorkState.Leased} AND kind = @kind RETURNING key",
            reader => reader.GetString(0), cancellationToken, ("@kind", kind),
            ("@until", store.Now.ToUnixTimeMilliseconds() + (long)options.Lease.TotalMilliseconds), ("@token", token))).ToHashSet();

    /// <summary>Gives back what is still ours, as if it had not been claimed: another host need not wait for the lease to run out.</summary>
    public static Task ReleaseAsync(IStoreTransaction store, string kind, Guid token, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            $"""
            UPDATE sync_work SET state = {(int)WorkState.Ready}, lease_token = NULL, lease_until = NULL, changed_at = @now,
                attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END
            WHERE lease_token = @token AND state = {(int)WorkState.Leased} AND kind = @kind
            """,
            cancellationToken, ("@kind", kind), ("@now", store.Now.ToUnixTimeMilliseconds()), ("@token", token));

    // With one writer nothing changes before the claim: it then asks of no state that has nothing due, and reads no row for its scope when nothing is paused.
    private static async Task<(IReadOnlyList<Source> Sources, bool HasPauses)> LookAsync(IStoreTransaction store, string kind, Lane lane, CancellationToken cancellationToken)
    {
        var there = Takeable.Select(source => $"EXISTS (SELECT 1 FROM sync_work WHERE kind = @kind AND lane = @lane AND state = {(int)source.State} AND {source.Due})");
        var rows = await store.QueryAsync(
            $"SELECT {string.Join(", ", there)}, EXISTS ({Paused})",
            reader => Enumerable.Range(0, Takeable.Length + 1).Select(column => reader.GetInt64(column) != 0).ToArray(), cancellationToken,
            ("@kind", kind), ("@lane", (int)lane), ("@now", store.Now.ToUnixTimeMilliseconds()));
        return ([.. Takeable.Where((_, place) => rows[0][place])], rows[0][^1]);
    }

    // One statement: of each state what is due, as many as the states before it have left room for. Materialized: inside IN, a planner may run the
    // locking SELECT again for each row and lock more than it was told to.
    private static string ClaimSql(IDialect dialect, IReadOnlyList<Source> sources, bool hasPauses)
    {
        var unpaused = hasPauses ? $" AND {Unpaused}" : "";
        var taken = sources.Select((source, place) =>
            $"""
            due{place} AS MATERIALIZED (
                SELECT {dialect.RowId} AS row FROM sync_work WHERE kind = @kind AND lane = @lane AND state = {(int)source.State} AND {source.Due}{unpaused}
                ORDER BY {source.Order} LIMIT @most{string.Concat(Enumerable.Range(0, place).Select(before => $" - (SELECT count(*) FROM due{before})"))}{dialect.SkipLocked})
            """);
        return $"""
            WITH {string.Join(", ", taken)}
            UPDATE sync_work SET state = {(int)WorkState.Leased}, lease_token = @token, lease_until = @until, claimed_generation = generation,
                attempts = attempts + 1, waiting_on = NULL, changed_at = @now
            WHERE {dialect.RowId} IN ({string.Join(" UNION ALL ", sources.Select((_, place) => $"SELECT row FROM due{place}"))})
            RETURNING key, generation, attempts, cause, fields, first_marked_at, edited_at
            """;
    }

    /// <summary>A state that keys are taken from: when one is due, and which is first.</summary>
    private sealed record Source(WorkState State, string Due, string Order);
}
