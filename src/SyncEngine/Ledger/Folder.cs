using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>
/// Folds marks into one work row a key. Takes the marks it sees, whatever their ids: a mark that commits late is seen later.
/// A mark for later stays a mark until its time comes, so that finishing what is due now does not take the later wish along.
/// </summary>
internal sealed class Folder(SyncEngineOptions options)
{
    private const int MarksAtOnce = 2000;
    private const int RowsAtOnce = 500;

    /// <summary>Whether there is a mark whose time has come.</summary>
    public static async Task<bool> HasRipeAsync(IStoreTransaction store, CancellationToken cancellationToken) =>
        (await store.QueryAsync("SELECT 1 FROM sync_mark WHERE not_before <= @now LIMIT 1", _ => true, cancellationToken, ("@now", store.Now.ToUnixTimeMilliseconds()))).Count > 0;

    /// <summary>Folds what is there.</summary>
    /// <returns>How many marks were folded.</returns>
    public async Task<int> FoldAsync(IStoreTransaction store, CancellationToken cancellationToken)
    {
        var marks = await store.QueryAsync(
            $"""
            WITH ripe AS MATERIALIZED (
                SELECT id FROM sync_mark WHERE not_before <= @now ORDER BY id LIMIT {MarksAtOnce}{((StoreTransaction)store).Dialect.SkipLocked})
            DELETE FROM sync_mark WHERE id IN (SELECT id FROM ripe)
            RETURNING key, lane, cause, fields, delay_ms, marked_at
            """,
            reader => new FoldedMark(
                reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.TextOrNull(3),
                reader.IsDBNull(4) ? null : reader.GetInt64(4), reader.GetInt64(5)),
            cancellationToken, ("@now", store.Now.ToUnixTimeMilliseconds()));

        // Hosts lock rows in the same order, so that none waits for another in a circle.
        var keys = marks.GroupBy(mark => mark.Key).OrderBy(group => group.Key, StringComparer.Ordinal);
        var latest = marks.Count == 0 ? 0 : marks.Max(mark => mark.MarkedAt);
        foreach (var chunk in keys.Chunk(RowsAtOnce))
            await UpsertAsync(store, chunk, latest, cancellationToken);

        return marks.Count;
    }

    private async Task UpsertAsync(IStoreTransaction store, IReadOnlyList<IGrouping<string, FoldedMark>> keys, long latest, CancellationToken cancellationToken)
    {
        await using var command = store.Command("",
            ("@max_quiet", (long)options.MaxQuiet.TotalMilliseconds), ("@now", store.Now.ToUnixTimeMilliseconds()));
        var rows = keys.Select(object?[] (group) =>
        {
            var key = WorkKey.Parse(group.Key);
            var (first, last) = (group.Min(mark => mark.MarkedAt), group.MaxBy(mark => mark.MarkedAt)!);
            return
            [
                group.Key, key.Kind, key.Scope, group.Min(mark => mark.Lane), (int)WorkState.Ready, 1L,
                DueAt(group, first, last, latest), first, last.MarkedAt, 0, last.Cause, Fields(group), store.Now.ToUnixTimeMilliseconds(), EditedAt(group),
            ];
        }).ToList();

        // A retry that is backing off keeps its time unless the new mark asks for "now"; an open quiet period never outgrows its maximum age.
        command.CommandText =
            $"""
            INSERT INTO sync_work (key, kind, scope, lane, state, generation, due_at, first_marked_at, last_marked_at, attempts, cause, fields, changed_at, edited_at)
            {store.RowsFrom(command, rows, "text", "text", "text", "integer", "integer", "bigint", "bigint", "bigint", "bigint", "integer", "text", "text", "bigint", "bigint")}
            ON CONFLICT (key) DO UPDATE SET
                generation = sync_work.generation + 1,
                lane = CASE WHEN excluded.lane < sync_work.lane THEN excluded.lane ELSE sync_work.lane END,
                state = CASE WHEN sync_work.state = {(int)WorkState.Leased} THEN sync_work.state ELSE {(int)WorkState.Ready} END,
                due_at = CASE
                    WHEN excluded.due_at <= excluded.last_marked_at OR sync_work.state <> {(int)WorkState.Ready} THEN excluded.due_at
                    WHEN sync_work.attempts > 0 THEN sync_work.due_at
                    WHEN sync_work.first_marked_at + @max_quiet < excluded.due_at THEN sync_work.first_marked_at + @max_quiet
                    ELSE excluded.due_at END,
                first_marked_at = CASE WHEN sync_work.state IN ({(int)WorkState.Deciding}, {(int)WorkState.Failed}, {(int)WorkState.Aside}) THEN excluded.first_marked_at ELSE sync_work.first_marked_at END,
                last_marked_at = excluded.last_marked_at,
                attempts = CASE WHEN sync_work.state IN ({(int)WorkState.Deciding}, {(int)WorkState.Failed}, {(int)WorkState.Aside}) THEN 0 ELSE sync_work.attempts END,
                failure = CASE WHEN sync_work.state IN ({(int)WorkState.Ready}, {(int)WorkState.Leased}) THEN sync_work.failure ELSE NULL END,
                waiting_on = NULL,
                edited_at = COALESCE(excluded.edited_at, sync_work.edited_at),
                cause = excluded.cause,
                fields = CASE
                    WHEN sync_work.fields IS NULL OR excluded.fields IS NULL OR length(sync_work.fields) > 2000 THEN NULL
                    ELSE sync_work.fields || ',' || excluded.fields END,
                changed_at = CASE WHEN sync_work.state = {(int)WorkState.Leased} THEN sync_work.changed_at ELSE @now END
            """;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The quiet period runs from the last of the marks that are folded together: a thousand rows of one save are due in one moment, and become few calls.
    private long DueAt(IEnumerable<FoldedMark> marks, long first, FoldedMark last, long latest)
    {
        // A wish for now, or one that has waited its time already.
        if (marks.Any(mark => mark.Delay is not null))
            return last.MarkedAt;

        return Math.Min(latest + Math.Max((long)options.Quiet.TotalMilliseconds, 1), first + Math.Max((long)options.MaxQuiet.TotalMilliseconds, 1));
    }

    // What the site itself did; a poll's or a schedule's mark is no edit.
    private static long? EditedAt(IEnumerable<FoldedMark> marks) =>
        marks.Where(mark => mark.Cause.Split(':')[0] is "site" or "user" or "admin").Select(mark => (long?)mark.MarkedAt).Max();

    private static string? Fields(IEnumerable<FoldedMark> marks) =>
        marks.Any(mark => mark.Fields is null) ? null : string.Join(',', marks.SelectMany(mark => mark.Fields!.Split(',')).Distinct());

    private sealed record FoldedMark(string Key, int Lane, string Cause, string? Fields, long? Delay, long MarkedAt);
}
