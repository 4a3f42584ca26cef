using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Hands out due keys, each to one worker, with a lease by the database's clock and a random fencing token.</summary>
internal sealed class Claimer(SyncEngineOptions options)
{
    /// <summary>Claims due keys of one kind out of the most urgent lane that has any, between the two lanes given.</summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(
        IStoreTransaction store, string kind, Lane from, Lane to, int atMost, CancellationToken cancellationToken)
    {
        var now = store.Now.ToUnixTimeMilliseconds();
        var due =
            $"""
            kind = @kind AND lane BETWEEN @from AND @to
            AND ((state IN ({(int)WorkState.Ready}, {(int)WorkState.Waiting}) AND due_at <= @now) OR (state = {(int)WorkState.Leased} AND lease_until < @now))
            AND scope NOT IN (SELECT scope FROM sync_pause WHERE probe_at > @now)
            """;
        var token = Guid.NewGuid();
        return await store.QueryAsync(
            $"""
            UPDATE sync_work SET state = {(int)WorkState.Leased}, lease_token = @token, lease_until = @until, claimed_generation = generation,
                attempts = attempts + 1, waiting_on = NULL, changed_at = @now
            WHERE key IN (
                SELECT key FROM sync_work WHERE {due} AND lane = (SELECT min(lane) FROM sync_work WHERE {due})
                ORDER BY due_at LIMIT {atMost}{((StoreTransaction)store).Dialect.SkipLocked})
            RETURNING key, lane, generation, attempts, cause, fields, first_marked_at
            """,
            reader => new WorkItem(
                WorkKey.Parse(reader.GetString(0)), (Lane)reader.GetInt32(1), reader.GetInt64(2), token, reader.GetInt32(3),
                Cause.Parse(reader.GetString(4)), reader.TextOrNull(5)?.Split(',').Distinct().ToArray() ?? [], reader.Time(6)),
            cancellationToken,
            ("@kind", kind), ("@from", (int)from), ("@to", (int)to), ("@now", now), ("@token", token),
            ("@until", now + (long)options.Lease.TotalMilliseconds));
    }

    /// <summary>Prolongs the leases that are still ours.</summary>
    public Task RenewAsync(IStoreTransaction store, Guid token, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            $"UPDATE sync_work SET lease_until = @until WHERE lease_token = @token AND state = {(int)WorkState.Leased}",
            cancellationToken,
            ("@until", store.Now.ToUnixTimeMilliseconds() + (long)options.Lease.TotalMilliseconds), ("@token", token));
}
