using System.Data.Common;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Hands out due keys, each to one worker, with a lease by the database's clock and a random fencing token.</summary>
internal sealed class Claimer(SyncEngineOptions options)
{
    private const string Columns = "key, generation, attempts, cause, COALESCE(fields, ''), first_marked_at, COALESCE(edited_at, 0)";
    private const int ColumnCount = 7;

    private static readonly string Leasing =
        $"state = {(int)WorkState.Leased}, lease_token = @token, lease_until = @until, claimed_generation = generation, attempts = attempts + 1, waiting_on = NULL, changed_at = @now";

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
        var token = Guid.NewGuid();
        return ((StoreTransaction)store).Dialect.HasOneWriter
            ? await ClaimAloneAsync(store, kind, lane, token, atMost, cancellationToken)
            : await ClaimAmongOthersAsync(store, kind, lane, token, atMost, cancellationToken);
    }

    /// <summary>How long until something of this kind and lane is due; null when nothing is to come.</summary>
    public static async Task<TimeSpan?> NextDueAsync(IStoreTransaction store, string kind, Lane lane, CancellationToken cancellationToken)
    {
        var rows = await store.QueryAsync(
            string.Join(" UNION ALL ", Takeable.Select(source => $"SELECT min({source.Order}) FROM sync_work WHERE {source.OfLane}")),
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

    // With one writer nothing changes between looking and taking. Reading first spares the database a copy of each changed row, and each state that has nothing due.
    private async Task<IReadOnlyList<WorkItem>> ClaimAloneAsync(IStoreTransaction store, string kind, Lane lane, Guid token, int atMost, CancellationToken cancellationToken)
    {
        var rowId = ((StoreTransaction)store).Dialect.RowId;
        var (items, rows, read, now) = (new List<WorkItem>(), new List<string>(), Reader(lane, token, 1), store.Now.ToUnixTimeMilliseconds());
        foreach (var source in await DueAsync(store, kind, lane, cancellationToken))
        {
            await using var command = store.Command(
                $"SELECT {Columns}, {rowId} FROM sync_work WHERE {source.Due} ORDER BY {source.Order} LIMIT @most",
                ("@kind", kind), ("@lane", (int)lane), ("@now", now), ("@most", Math.Max(0, atMost - items.Count)));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                items.Add(read(reader));
                rows.Add(reader.GetString(ColumnCount));
            }
        }

        if (rows.Count > 0)
        {
            await using var command = store.Command("", Lease(token, now));
            command.CommandText = $"UPDATE sync_work SET {Leasing} WHERE {rowId} {store.IsOneOf(command, "rows", rows)}";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return items;
    }

    // Leases that ran out and waits that are over are rare: one look tells that there are none.
    private static async Task<IEnumerable<Source>> DueAsync(IStoreTransaction store, string kind, Lane lane, CancellationToken cancellationToken)
    {
        var rare = string.Join(" OR ", Takeable[..^1].Select(source => $"EXISTS (SELECT 1 FROM sync_work WHERE {source.DueIfUnpaused})"));
        var found = await store.QueryAsync($"SELECT 1 WHERE {rare}", _ => true, cancellationToken,
            ("@kind", kind), ("@lane", (int)lane), ("@now", store.Now.ToUnixTimeMilliseconds()));
        return found.Count > 0 ? Takeable : Takeable[^1..];
    }

    // One statement: of each state what is due, as many as the states before it have left room for. Materialized: inside IN, a planner may run the
    // locking SELECT again for each row and lock more than it was told to.
    private async Task<IReadOnlyList<WorkItem>> ClaimAmongOthersAsync(IStoreTransaction store, string kind, Lane lane, Guid token, int atMost, CancellationToken cancellationToken)
    {
        var dialect = ((StoreTransaction)store).Dialect;
        var due = Takeable.Select((source, place) =>
            $"""
            due{place} AS MATERIALIZED (
                SELECT key FROM sync_work WHERE {source.Due}
                ORDER BY {source.Order} LIMIT @most{string.Concat(Enumerable.Range(0, place).Select(before => $" - (SELECT count(*) FROM due{before})"))}{dialect.SkipLocked})
            """);
        return await store.QueryAsync(
            $"""
            WITH {string.Join(", ", due)}
            UPDATE sync_work SET {Leasing} WHERE key IN ({string.Join(" UNION ALL ", Takeable.Select((_, place) => $"SELECT key FROM due{place}"))})
            RETURNING {Columns}
            """,
            Reader(lane, token, 0), cancellationToken,
            [("@kind", kind), ("@lane", (int)lane), ("@most", atMost), .. Lease(token, store.Now.ToUnixTimeMilliseconds())]);
    }

    private (string, object?)[] Lease(Guid token, long now) => [("@token", token), ("@now", now), ("@until", now + (long)options.Lease.TotalMilliseconds)];

    private static Func<DbDataReader, WorkItem> Reader(Lane lane, Guid token, int attempt)
    {
        var (causes, none, key) = (new Dictionary<string, Cause>(), (IReadOnlyList<string>)[], default(WorkKey));
        return reader => new WorkItem(
            key = WorkKey.Parse(reader.GetString(0), key), lane, reader.GetInt64(1), token, reader.GetInt32(2) + attempt,
            CauseOf(reader.GetString(3)), reader.GetString(4) is { Length: > 0 } fields ? fields.Split(',').Distinct().ToArray() : none, reader.Time(5))
        {
            EditedAt = reader.GetInt64(6) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        };

        Cause CauseOf(string text) => causes.TryGetValue(text, out var known) ? known : causes[text] = Cause.Parse(text);
    }

    /// <summary>A state that keys are taken from: its rows of a kind and lane that are due, and which is first.</summary>
    private sealed class Source(WorkState state, string due, string order)
    {
        private const string Unpaused = "scope NOT IN (SELECT scope FROM sync_pause WHERE probe_at > @now)";
        private readonly string _ofState = $"kind = @kind AND lane = @lane AND state = {(int)state}";

        public string Order => order;

        public string OfLane => $"{_ofState} AND {Unpaused}";

        public string DueIfUnpaused => $"{_ofState} AND {due}";

        public string Due => $"{DueIfUnpaused} AND {Unpaused}";
    }
}
