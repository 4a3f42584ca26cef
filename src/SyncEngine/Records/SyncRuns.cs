using System.Text.Json;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncRuns(ISyncStore store, MappingCatalog catalog) : ISyncRuns
{
    public const string JobName = "runs";

    private const string Columns = "SELECT id, mapping, is_dry, state, taken, preview, cause, started_at, ended_at FROM sync_run";

    /// <summary>The cause of the marks that a run makes.</summary>
    public static Cause CauseOf(Guid id) => new("run", id.ToString());

    public async Task<SyncRun> StartAsync(SyncRunRequest request, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(cause);
        if (catalog.Find(request.Mapping) is null)
            throw new ArgumentException($"There is no mapping '{request.Mapping}'.", nameof(request));

        var id = Guid.CreateVersion7();
        await store.WriteAsync(async (transaction, token) =>
        {
            await transaction.ExecuteAsync(
                "INSERT INTO sync_run (id, mapping, is_dry, ids, state, taken, cause, started_at) VALUES (@id, @mapping, @dry, @ids, 0, 0, @cause, @now)", token,
                ("@id", id), ("@mapping", request.Mapping), ("@dry", request.IsDryRun ? 1 : 0),
                ("@ids", request.ExternalIds is { } ids ? JsonSerializer.Serialize([.. ids.Distinct()], RecordJson.Default.ListString) : null),
                ("@cause", cause.ToString()), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
            await transaction.ExecuteAsync("INSERT INTO sync_job (name, next_at) VALUES (@name, @now) ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at", token,
                ("@name", JobName), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
            await transaction.WriteAsync(new WorkKey("run", request.Mapping, id.ToString()), JournalAction.Decided, cause, token,
                note: request.IsDryRun ? "A dry run was asked for." : request.ExternalIds is { } some ? $"A sync of {some.Count} records was asked for." : "A sync of all records was asked for.");
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
            var mapping = (await transaction.QueryAsync("UPDATE sync_run SET state = @cancelled, ended_at = @now WHERE id = @id AND state = @running RETURNING mapping", reader => reader.GetString(0), token,
                ("@cancelled", (int)SyncRunState.Cancelled), ("@running", (int)SyncRunState.Running), ("@id", id), ("@now", transaction.Now.ToUnixTimeMilliseconds()))).FirstOrDefault();
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
