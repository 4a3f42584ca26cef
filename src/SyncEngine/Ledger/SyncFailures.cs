using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

internal sealed class SyncFailures(ISyncStore store, WakeUp wakeUp) : ISyncFailures
{
    private static readonly Failure Unsaid = new(FailureClass.Transient, "It has not been said why.");

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
            SyncState.Ignored => $"state = {(int)WorkState.Aside}",
            SyncState.Retrying or SyncState.Paused => $"state = {(int)WorkState.Ready} AND failure IS NOT NULL",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Ask for waiting, retrying, needs-decision, failed or ignored."),
        };
        return store.ReadAsync((reading, token) => ListAsync(reading, reading.Command(""), condition, pageSize, after, token), cancellationToken);
    }

    public async Task<IReadOnlyList<FailureGroup>> GroupAsync(CancellationToken cancellationToken = default) =>
        [.. (await store.ReadAsync(CausesAsync, cancellationToken))
            .GroupBy(cause => cause.Group.Id)
            .Select(same => same.First().Group with { Count = same.Sum(cause => cause.Group.Count), Oldest = same.Min(cause => cause.Group.Oldest) })
            .OrderByDescending(group => group.Count).ThenBy(group => group.Oldest)];

    public Task<Page<FailedWork>> ListGroupAsync(string groupId, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default)
    {
        if (pageSize is < 1 or > 500)
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 500 rows.");

        return store.ReadAsync(async (reading, token) =>
        {
            var command = reading.Command("");
            return await InGroupAsync(reading, command, groupId, token) is { } condition
                ? await ListAsync(reading, command, condition, pageSize, after, token)
                : new Page<FailedWork>([], null);
        }, cancellationToken);
    }

    public async Task<int> RetryGroupAsync(string groupId, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var retried = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            await using var command = transaction.Command("");
            if (await InGroupAsync(transaction, command, groupId, token) is { } condition)
                retried = await RetryAsync(transaction, command, condition, cause, token);
        }, cancellationToken);
        wakeUp.Signal();
        return retried;
    }

    public async Task<bool> RetryAsync(WorkKey key, Cause cause, CancellationToken cancellationToken = default) =>
        await RetryAsync("key = @which", key.ToString(), cause, cancellationToken) > 0;

    public Task<int> RetryAllAsync(string? scope, Cause cause, CancellationToken cancellationToken = default) =>
        RetryAsync(scope is null ? "@which IS NOT NULL" : "scope = @which", scope ?? "", cause, cancellationToken);

    public async Task<int> IgnoreAsync(IReadOnlyCollection<WorkKey> keys, string reason, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentNullException.ThrowIfNull(cause);
        var ignored = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            foreach (var chunk in keys.Distinct().Chunk(500))
            {
                await using var command = transaction.Command("");
                ignored += await IgnoreAsync(transaction, command, $"{Stuck} AND key {transaction.IsOneOf(command, "k", [.. chunk.Select(key => key.ToString())])}", reason, cause, token);
            }
        }, cancellationToken);
        return ignored;
    }

    public async Task<int> IgnoreGroupAsync(string groupId, string reason, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentNullException.ThrowIfNull(cause);
        var ignored = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            await using var command = transaction.Command("");
            if (await InGroupAsync(transaction, command, groupId, token) is { } condition)
                ignored = await IgnoreAsync(transaction, command, condition, reason, cause, token);
        }, cancellationToken);
        return ignored;
    }

    public async Task<bool> ResumeAsync(string scope, Cause cause, CancellationToken cancellationToken = default)
    {
        var resumed = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            resumed = await transaction.ExecuteAsync("DELETE FROM sync_pause WHERE scope = @scope", token, ("@scope", scope));
            if (resumed == 0)
                return;

            await transaction.MakeDueAsync(scope, token);
            await transaction.WriteAsync(new WorkKey("admin", "pause", scope), JournalAction.Decided, cause, token, note: $"{scope} was resumed.");
        }, cancellationToken);
        wakeUp.Signal();
        return resumed > 0;
    }

    private async Task<int> RetryAsync(string which, string value, Cause cause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var retried = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            await using var command = transaction.Command("", ("@which", value));
            retried = await RetryAsync(transaction, command, $"{Stuck} AND {which}", cause, token);
        }, cancellationToken);
        wakeUp.Signal();
        return retried;
    }

    private static async Task<int> RetryAsync(IStoreTransaction transaction, DbCommand command, string condition, Cause cause, CancellationToken cancellationToken)
    {
        command.Add("@now", transaction.Now.ToUnixTimeMilliseconds());
        command.Add("@cause", cause.ToString());
        command.CommandText =
            $"""
            UPDATE sync_work SET state = {(int)WorkState.Ready}, due_at = @now, attempts = 0, waiting_on = NULL, failure = NULL, cause = @cause, changed_at = @now
            WHERE {condition} RETURNING key
            """;
        var keys = await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
        foreach (var key in keys)
            await transaction.WriteAsync(WorkKey.Parse(key), JournalAction.Decided, cause, cancellationToken, note: "Tried again on request.");
        return keys.Count;
    }

    private static async Task<int> IgnoreAsync(IStoreTransaction transaction, DbCommand command, string condition, string reason, Cause cause, CancellationToken cancellationToken)
    {
        command.Add("@now", transaction.Now.ToUnixTimeMilliseconds());
        command.CommandText =
            $"UPDATE sync_work SET state = {(int)WorkState.Aside}, waiting_on = NULL, changed_at = @now WHERE {condition} AND state <> {(int)WorkState.Deciding} RETURNING key";
        var keys = await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
        foreach (var key in keys)
            await transaction.WriteAsync(WorkKey.Parse(key), JournalAction.Decided, cause, cancellationToken, note: $"Ignored until it changes: {reason.Trim()}");
        return keys.Count;
    }

    private static async Task<Page<FailedWork>> ListAsync(
        IStoreTransaction reading, DbCommand command, string condition, int pageSize, string? after, CancellationToken cancellationToken)
    {
        await using var list = command;
        var (since, key) = Cursor(after);
        list.Add("@since", since);
        list.Add("@after", key);
        list.CommandText =
            $"""
            SELECT key, state, failure, attempts, first_marked_at, due_at, waiting_on FROM sync_work
            WHERE {condition} AND (first_marked_at > @since OR (first_marked_at = @since AND key > @after)) ORDER BY first_marked_at, key LIMIT {pageSize + 1}
            """;
        var rows = await list.ReadAllAsync(
            reader => Read((WorkState)reader.GetInt32(1), WorkKey.Parse(reader.GetString(0)), StoredFailure.Read(reader.TextOrNull(2)),
                reader.GetInt32(3), reader.Time(4), reader.Time(5), reader.TextOrNull(6)),
            cancellationToken);
        var page = rows.Take(pageSize).ToList();
        return new Page<FailedWork>(page, rows.Count > pageSize ? $"{page[^1].Since.ToUnixTimeMilliseconds()} {page[^1].Key}" : null);
    }

    // A cursor that nobody of us wrote starts at the beginning.
    private static (long Since, string Key) Cursor(string? after)
    {
        var parts = after?.Split(' ', 2) ?? [];
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var since) ? (since, parts[1]) : (long.MinValue, "");
    }

    // Failures that differ only in how long the service wished to be left alone are one cause; their stored texts are several.
    private static Task<List<StoredCause>> CausesAsync(IStoreTransaction reading, CancellationToken cancellationToken) => reading.QueryAsync(
        $"SELECT scope, state, COALESCE(failure, ''), count(*), min(first_marked_at) FROM sync_work WHERE {Stuck} GROUP BY scope, state, COALESCE(failure, '')",
        reader =>
        {
            var (scope, state, stored) = (reader.GetString(0), (WorkState)reader.GetInt32(1), reader.GetString(2));
            var failure = (stored.Length == 0 ? null : StoredFailure.Read(stored)) ?? Unsaid;
            var id = string.Join('\n', scope, (int)state, (int)failure.Class, failure.Code, failure.Field, failure.Reason);
            return new StoredCause(
                new FailureGroup(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..16], scope, State(state), failure, reader.GetInt64(3), reader.Time(4)),
                state, stored);
        },
        cancellationToken);

    private static async Task<string?> InGroupAsync(IStoreTransaction reading, DbCommand command, string groupId, CancellationToken cancellationToken)
    {
        var causes = (await CausesAsync(reading, cancellationToken)).Where(cause => cause.Group.Id == groupId).ToList();
        if (causes.Count == 0)
            return null;

        command.Add("@scope", causes[0].Group.Scope);
        return $"{Stuck} AND scope = @scope AND state = {(int)causes[0].State} AND COALESCE(failure, '') IN {command.List("f", [.. causes.Select(cause => cause.Stored)])}";
    }

    private static FailedWork Read(WorkState state, WorkKey key, Failure? failure, int attempts, DateTimeOffset since, DateTimeOffset due, string? waitingOn) => new(
        key, State(state), failure ?? Unsaid, attempts, since,
        state is WorkState.Ready or WorkState.Waiting ? due : null,
        waitingOn is null ? null : WorkKey.Parse(waitingOn));

    private static SyncState State(WorkState state) => state switch
    {
        WorkState.Waiting => SyncState.Waiting,
        WorkState.Deciding => SyncState.NeedsDecision,
        WorkState.Failed => SyncState.Failed,
        WorkState.Aside => SyncState.Ignored,
        _ => SyncState.Retrying,
    };

    private sealed record StoredCause(FailureGroup Group, WorkState State, string Stored);
}
