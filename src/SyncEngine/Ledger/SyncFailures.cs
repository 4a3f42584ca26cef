using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

internal sealed class SyncFailures(ISyncStore store, WakeUp wakeUp) : ISyncFailures
{
    private static readonly string Stuck =
        $"(state IN ({(int)WorkState.Waiting}, {(int)WorkState.Deciding}, {(int)WorkState.Failed}) OR (state = {(int)WorkState.Ready} AND failure IS NOT NULL))";

    public Task<Page<FailedWork>> ListAsync(SyncState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default)
    {
        if (pageSize is < 1 or > 500)
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 500 rows.");

        var condition = state switch
        {
            null => Stuck,
            SyncState.Waiting => $"state = {(int)WorkState.Waiting}",
            SyncState.NeedsDecision => $"state = {(int)WorkState.Deciding}",
            SyncState.Failed => $"state = {(int)WorkState.Failed}",
            SyncState.Retrying or SyncState.Paused => $"state = {(int)WorkState.Ready} AND failure IS NOT NULL",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Ask for waiting, retrying, needs-decision or failed."),
        };
        return store.ReadAsync(async (reading, token) =>
        {
            var rows = await reading.QueryAsync(
                $"""
                SELECT key, state, failure, attempts, first_marked_at, due_at, waiting_on FROM sync_work
                WHERE {condition} AND key > @after ORDER BY key LIMIT {pageSize + 1}
                """,
                reader => Read((WorkState)reader.GetInt32(1), WorkKey.Parse(reader.GetString(0)), StoredFailure.Read(reader.TextOrNull(2)),
                    reader.GetInt32(3), reader.Time(4), reader.Time(5), reader.TextOrNull(6)),
                token, ("@after", after ?? ""));
            var page = rows.Take(pageSize).ToList();
            return new Page<FailedWork>(page, rows.Count > pageSize ? page[^1].Key.ToString() : null);
        }, cancellationToken);
    }

    public async Task<bool> RetryAsync(WorkKey key, Cause cause, CancellationToken cancellationToken = default) =>
        await RetryAsync("key = @which", key.ToString(), cause, cancellationToken) > 0;

    public Task<int> RetryAllAsync(string? scope, Cause cause, CancellationToken cancellationToken = default) =>
        RetryAsync(scope is null ? "@which IS NOT NULL" : "scope = @which", scope ?? "", cause, cancellationToken);

    public async Task<bool> ResumeAsync(string scope, Cause cause, CancellationToken cancellationToken = default)
    {
        var resumed = 0;
        await store.WriteAsync(async (transaction, token) =>
            resumed = await transaction.ExecuteAsync("DELETE FROM sync_pause WHERE scope = @scope", token, ("@scope", scope)), cancellationToken);
        wakeUp.Signal();
        return resumed > 0;
    }

    private async Task<int> RetryAsync(string which, string value, Cause cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var keys = new List<string>();
        await store.WriteAsync(async (transaction, token) =>
        {
            keys = await transaction.QueryAsync(
                $"""
                UPDATE sync_work SET state = {(int)WorkState.Ready}, due_at = @now, attempts = 0, waiting_on = NULL, failure = NULL, cause = @cause, changed_at = @now
                WHERE {Stuck} AND {which} RETURNING key
                """,
                reader => reader.GetString(0), token,
                ("@now", transaction.Now.ToUnixTimeMilliseconds()), ("@cause", cause.ToString()), ("@which", value));
            foreach (var key in keys)
                await transaction.WriteAsync(WorkKey.Parse(key), JournalAction.Decided, cause, token, note: "Tried again on request.");
        }, cancellationToken);
        wakeUp.Signal();
        return keys.Count;
    }

    private static FailedWork Read(WorkState state, WorkKey key, Failure? failure, int attempts, DateTimeOffset since, DateTimeOffset due, string? waitingOn) => new(
        key,
        state switch
        {
            WorkState.Waiting => SyncState.Waiting,
            WorkState.Deciding => SyncState.NeedsDecision,
            WorkState.Failed => SyncState.Failed,
            _ => SyncState.Retrying,
        },
        failure ?? new Failure(FailureClass.Transient, "It has not been said why."),
        attempts, since,
        state is WorkState.Ready or WorkState.Waiting ? due : null,
        waitingOn is null ? null : WorkKey.Parse(waitingOn));
}
