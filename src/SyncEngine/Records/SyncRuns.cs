using System.Text.Json;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncRuns(ISyncStore store, MappingCatalog catalog, RunSelection selection) : ISyncRuns
{
    public const string JobName = "runs";

    // Held records are due and held marks are ripe on this day.
    private static readonly long Held = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private const string Columns = "SELECT id, mapping, is_dry, state, taken, preview, cause, started_at, ended_at FROM sync_run";

    /// <summary>The cause of the marks that a run makes.</summary>
    public static Cause CauseOf(Guid id) => new("run", id.ToString());

    public async Task<SyncRun> StartAsync(SyncRunRequest request, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(cause);
        var mapping = catalog.Find(request.Mapping) ?? throw new ArgumentException($"There is no mapping '{request.Mapping}'.", nameof(request));
        var records = request switch
        {
            { SameAs: { } other } => await RecordsOfAsync(other, mapping.Name, cancellationToken),
            { Filter: { } filter } => await selection.SelectAsync(mapping, filter, cancellationToken),
            _ => request.ExternalIds,
        };
        var id = Guid.CreateVersion7();
        await store.WriteAsync(async (transaction, token) =>
        {
            await transaction.ExecuteAsync(
                "INSERT INTO sync_run (id, mapping, is_dry, ids, state, taken, cause, started_at) VALUES (@id, @mapping, @dry, @ids, 0, 0, @cause, @now)", token,
                ("@id", id), ("@mapping", request.Mapping), ("@dry", request.IsDryRun ? 1 : 0),
                ("@ids", records is { } ids ? JsonSerializer.Serialize([.. ids.Distinct()], RecordJson.Default.ListString) : null),
                ("@cause", cause.ToString()), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
            await WakeJobAsync(transaction, token);
            await transaction.WriteAsync(new WorkKey("run", request.Mapping, id.ToString()), JournalAction.Decided, cause, token,
                note: $"A {(request.IsDryRun ? "dry run" : "sync")} of {(records is { } some ? $"{some.Count} records" : "all records")} was asked for.");
        }, cancellationToken);
        return (await GetAsync(id, cancellationToken))!;
    }

    public async Task<SyncRun?> GetAsync(Guid id, CancellationToken cancellationToken = default) => (await store.ReadAsync(async (reading, token) =>
        await PendingAsync(reading, await reading.QueryAsync($"{Columns} WHERE id = @id", Read, token, ("@id", id)), token), cancellationToken)) is [var run, ..] ? run : null;

    public Task<IReadOnlyList<SyncRun>> ListAsync(CancellationToken cancellationToken = default) => store.ReadAsync(async (reading, token) =>
        await PendingAsync(reading, await reading.QueryAsync($"{Columns} ORDER BY started_at DESC LIMIT 50", Read, token), token), cancellationToken);

    public async Task<bool> CancelAsync(Guid id, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var cancelled = false;
        await store.WriteAsync(async (transaction, token) =>
        {
            var mapping = await MoveAsync(transaction, id, SyncRunState.Cancelled, $"(state = {(int)SyncRunState.Paused} OR {Underway})", token);
            cancelled = mapping is not null;
            if (!cancelled)
                return;

            // Only what nobody else has asked for, and what is not begun.
            await transaction.ExecuteAsync("DELETE FROM sync_mark WHERE cause = @cause", token, ("@cause", CauseOf(id).ToString()));
            await transaction.ExecuteAsync($"DELETE FROM sync_work WHERE cause = @cause AND state = {(int)WorkState.Ready} AND attempts = 0 AND generation = 1", token, ("@cause", CauseOf(id).ToString()));
            await transaction.WriteAsync(new WorkKey("run", mapping!, id.ToString()), JournalAction.Decided, cause, token, note: "The run was cancelled.");
        }, cancellationToken);
        return cancelled;
    }

    public async Task<bool> PauseAsync(Guid id, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var paused = false;
        await store.WriteAsync(async (transaction, token) =>
        {
            if (await MoveAsync(transaction, id, SyncRunState.Paused, Underway, token) is not { } mapping)
                return;

            paused = true;
            await transaction.ExecuteAsync("UPDATE sync_mark SET not_before = @held WHERE cause = @cause", token, ("@held", Held), ("@cause", CauseOf(id).ToString()));
            await transaction.ExecuteAsync($"UPDATE sync_work SET due_at = @held WHERE cause = @cause AND state = {(int)WorkState.Ready} AND attempts = 0", token,
                ("@held", Held), ("@cause", CauseOf(id).ToString()));
            await transaction.WriteAsync(new WorkKey("run", mapping, id.ToString()), JournalAction.Decided, cause, token, note: "The run was paused.");
        }, cancellationToken);
        return paused;
    }

    public async Task<bool> ResumeAsync(Guid id, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var resumed = false;
        await store.WriteAsync(async (transaction, token) =>
        {
            // Back to where it was: what has an end was taken up as a whole.
            if ((await transaction.QueryAsync($"UPDATE sync_run SET state = CASE WHEN ended_at IS NULL THEN {(int)SyncRunState.Running} ELSE {(int)SyncRunState.Done} END WHERE id = @id AND state = {(int)SyncRunState.Paused} RETURNING mapping",
                reader => reader.GetString(0), token, ("@id", id))).FirstOrDefault() is not { } mapping)
                return;

            resumed = true;
            var now = transaction.Now.ToUnixTimeMilliseconds();
            await transaction.ExecuteAsync("UPDATE sync_mark SET not_before = 0 WHERE cause = @cause AND not_before = @held", token, ("@held", Held), ("@cause", CauseOf(id).ToString()));
            await transaction.ExecuteAsync("UPDATE sync_work SET due_at = @now WHERE cause = @cause AND due_at = @held", token, ("@now", now), ("@held", Held), ("@cause", CauseOf(id).ToString()));
            await WakeJobAsync(transaction, token);
            await transaction.WriteAsync(new WorkKey("run", mapping, id.ToString()), JournalAction.Decided, cause, token, note: "The run was resumed.");
        }, cancellationToken);
        return resumed;
    }

    // Being taken up, or taken up and not done with.
    private static string Underway =>
        $"""
        (state = {(int)SyncRunState.Running} OR (state = {(int)SyncRunState.Done} AND (EXISTS (SELECT 1 FROM sync_mark WHERE cause = @cause)
            OR EXISTS (SELECT 1 FROM sync_work WHERE cause = @cause AND state IN ({(int)WorkState.Ready}, {(int)WorkState.Leased}, {(int)WorkState.Waiting})))))
        """;

    private static async Task<string?> MoveAsync(IStoreTransaction transaction, Guid id, SyncRunState to, string condition, CancellationToken cancellationToken) => (await transaction.QueryAsync(
        $"UPDATE sync_run SET state = {(int)to}{(to == SyncRunState.Cancelled ? ", ended_at = COALESCE(ended_at, @now)" : "")} WHERE id = @id AND {condition} RETURNING mapping",
        reader => reader.GetString(0), cancellationToken, ("@id", id), ("@cause", CauseOf(id).ToString()), ("@now", transaction.Now.ToUnixTimeMilliseconds()))).FirstOrDefault();

    private static Task<int> WakeJobAsync(IStoreTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        "INSERT INTO sync_job (name, next_at) VALUES (@name, @now) ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at", cancellationToken,
        ("@name", JobName), ("@now", transaction.Now.ToUnixTimeMilliseconds()));

    private async Task<IReadOnlyList<string>?> RecordsOfAsync(Guid id, string mapping, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT ids FROM sync_run WHERE id = @id AND mapping = @mapping", reader => new { Ids = reader.TextOrNull(0) }, token,
            ("@id", id), ("@mapping", mapping)), cancellationToken);
        return rows is [var row] ? row.Ids is { } ids ? JsonSerializer.Deserialize(ids, RecordJson.Default.ListString) : null : throw new ArgumentException($"There is no run {id} of {mapping}.", nameof(id));
    }

    private static async Task<IReadOnlyList<SyncRun>> PendingAsync(IStoreTransaction reading, List<SyncRun> runs, CancellationToken cancellationToken)
    {
        var counted = new List<SyncRun>();
        foreach (var run in runs)
        {
            var pending = run.IsDryRun ? 0 : (await reading.QueryAsync(
                $"""
                SELECT (SELECT count(*) FROM sync_work WHERE cause = @cause AND state IN ({(int)WorkState.Ready}, {(int)WorkState.Leased}, {(int)WorkState.Waiting}))
                     + (SELECT count(*) FROM sync_mark WHERE cause = @cause)
                """, reader => reader.GetInt64(0), cancellationToken, ("@cause", CauseOf(run.Id).ToString())))[0];
            counted.Add(run with { Pending = pending, State = run.State == SyncRunState.Done && pending > 0 ? SyncRunState.Running : run.State });
        }

        return counted;
    }

    private static SyncRun Read(System.Data.Common.DbDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2) == 1, (SyncRunState)reader.GetInt32(3), reader.GetInt64(4), 0,
        reader.TextOrNull(5) is { } preview ? JsonSerializer.Deserialize(preview, RecordJson.Default.SyncRunPreview) : null,
        Cause.Parse(reader.GetString(6)), reader.Time(7), reader.TimeOrNull(8));
}
