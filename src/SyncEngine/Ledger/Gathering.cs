using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>
/// Whether more keys of a lane are just coming, so that they had better go together: a run is being taken up, or marks are not folded yet. Never for long, and not
/// when there are enough.
/// </summary>
internal static class Gathering
{
    /// <summary>No key is held back longer than this after it was due.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static async Task<bool> IsUnderWayAsync(IStoreTransaction store, string kind, Lane lane, int enough, CancellationToken cancellationToken)
    {
        var now = store.Now.ToUnixTimeMilliseconds();
        var comes = await store.QueryAsync(
            $"""
            SELECT 1 WHERE EXISTS (SELECT 1 FROM sync_run WHERE state = {(int)SyncRunState.Running} AND is_dry = 0 AND ended_at IS NULL)
                OR EXISTS (SELECT 1 FROM sync_mark WHERE lane = @lane AND not_before <= @now)
            """, _ => true, cancellationToken, ("@lane", (int)lane), ("@now", now));
        if (comes.Count == 0)
            return false;

        var due = await store.QueryAsync(
            $"""
            SELECT min(due_at), count(*) FROM (SELECT due_at FROM sync_work WHERE kind = @kind AND lane = @lane AND state = {(int)WorkState.Ready} AND due_at <= @now
                ORDER BY due_at LIMIT @most) AS due
            """, reader => (Oldest: reader.TimeOrNull(0), Count: reader.GetInt64(1)), cancellationToken, ("@kind", kind), ("@lane", (int)lane), ("@now", now), ("@most", enough));
        return due[0].Count < enough && due[0].Oldest > store.Now - Longest;
    }
}
