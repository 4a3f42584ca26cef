using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Hands out due keys, each to one worker, with a lease by the database's clock and a random fencing token.</summary>
internal sealed class Claimer(SyncEngineOptions options)
{
    private const string Unpaused = "scope NOT IN (SELECT scope FROM sync_pause WHERE probe_at > @now)";

    // Leases that ran out first: somebody has waited longest for those. Each is a walk along one index, however long the backlog is.
    private static readonly (WorkState State, string Due, string Order)[] Takeable =
    [
        (WorkState.Leased, "lease_until < @now", "lease_until"),
        (WorkState.Waiting, "due_at <= @now", "due_at"),
        (WorkState.Ready, "due_at <= @now", "due_at"),
    ];

    /// <summary>Claims due keys of one kind and lane, the longest due first.</summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(IStoreTransaction store, string kind, Lane lane, int atMost, CancellationToken cancellationToken)
    {
        var (token, now) = (Guid.NewGuid(), store.Now.ToUnixTimeMilliseconds());
        var (causes, none) = (new Dictionary<string, Cause>(), (IReadOnlyList<string>)[]);
        return await store.QueryAsync(
            ClaimSql(((StoreTransaction)store).Dialect),
            reader => new WorkItem(
                WorkKey.Parse(reader.GetString(0)), (Lane)reader.GetInt32(1), reader.GetInt64(2), token, reader.GetInt32(3),
                CauseOf(reader.GetString(4)), reader.TextOrNull(5)?.Split(',').Distinct().ToArray() ?? none, reader.Time(6))
            {
                EditedAt = reader.TimeOrNull(7),
            },
            cancellationToken,
            ("@kind", kind), ("@lane", (int)lane), ("@now", now), ("@token", token), ("@until", now + (long)options.Lease.TotalMilliseconds), ("@most", atMost));

        Cause CauseOf(string text) => causes.TryGetValue(text, out var known) ? known : causes[text] = Cause.Parse(text);
    }

    /// <summary>How long until something of this kind and lane is due; null when nothing is to come.</summary>
    public static async Task<TimeSpan?> NextDueAsync(IStoreTransaction store, string kind, Lane lane, CancellationToken cancellationToken)
    {
        var rows = await store.QueryAsync(
            string.Join(" UNION ALL ", Takeable.Select(takeable =>
                $"SELECT min({takeable.Order}) FROM sync_work WHERE kind = @kind AND lane = @lane AND state = {(int)takeable.State} AND {Unpaused}")),
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

    // One statement: of each state what is due, as many as the states before it have left room for. Materialized: inside IN, a planner may run the
    // locking SELECT again for each row and lock more than it was told to.
    private static string ClaimSql(IDialect dialect)
    {
        var taken = Takeable.Select((takeable, place) =>
            $"""
            due{place} AS MATERIALIZED (
                SELECT key FROM sync_work WHERE kind = @kind AND lane = @lane AND state = {(int)takeable.State} AND {takeable.Due} AND {Unpaused}
                ORDER BY {takeable.Order} LIMIT @most{string.Concat(Enumerable.Range(0, place).Select(before => $" - (SELECT count(*) FROM due{before})"))}{dialect.SkipLocked})
            """);
        return $"""
            WITH {string.Join(", ", taken)}
            UPDATE sync_work SET state = {(int)WorkState.Leased}, lease_token = @token, lease_until = @until, claimed_generation = generation,
                attempts = attempts + 1, waiting_on = NULL, changed_at = @now
            WHERE key IN ({string.Join(" UNION ALL ", Takeable.Select((_, place) => $"SELECT key FROM due{place}"))})
            RETURNING key, lane, generation, attempts, cause, fields, first_marked_at, edited_at
            """;
    }
}
