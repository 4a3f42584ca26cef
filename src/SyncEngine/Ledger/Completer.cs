using SyncEngine.Capture;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Ends claims: on the condition of lease token and generation, in one transaction with what must commit along.</summary>
internal sealed class Completer(SyncEngineOptions options, Random random)
{
    /// <summary>The cause of a mark for what changed on the other side while the key was worked on.</summary>
    public static readonly Cause Meanwhile = new("engine", "meanwhile");

    private const int KeysAtOnce = 500;
    private const string BeforeRemoval = "before_removal";

    // What completing itself marks: the site's own record as the change is applied to it, and one that changed on the other side while it was worked on.
    private static readonly string[] MarkedByUs = [CaptureInterceptor.Applied.ToString(), Meanwhile.ToString()];
    private static readonly string Ours = $"lease_token = @token AND state = {(int)WorkState.Leased} AND generation = claimed_generation";
    private static readonly TimeSpan LookAgainAtLatest = TimeSpan.FromMinutes(1);

    /// <summary>Completes; by index, whether each was taken. New pauses are added to <paramref name="paused"/>.</summary>
    public async Task<IReadOnlyList<bool>> CompleteAsync(
        IStoreTransaction store, IReadOnlyList<Completion> completions, List<ScopePause> paused, CancellationToken cancellationToken)
    {
        if (completions.All(IsPlain))
            return await RemoveAsync(store, completions, cancellationToken);

        var held = await HeldAsync(store, completions, cancellationToken);
        var marked = await MarkedAsync(store, completions.Where(completion => completion.OnlyIfUnchanged), [], cancellationToken);
        var taken = new bool[completions.Count];
        var (done, again, written) = (new List<WorkItem>(), new List<WorkItem>(), new List<Completion>());
        for (var index = 0; index < completions.Count; index++)
        {
            var completion = completions[index];
            var (item, key) = (completion.Item, completion.Item.Key.ToString());
            if (!held.TryGetValue((item.LeaseToken, key), out var generation))
                continue;

            var moved = generation != item.Generation;
            if (completion.OnlyIfUnchanged && (moved || marked.Contains(key)))
            {
                again.Add(item);
                if (completion.WritesIfMarked is { } truths)
                    await truths(store, cancellationToken);
                continue;
            }

            taken[index] = true;
            ((StoreTransaction)store).MarkedSince[item.Key] = item.FirstMarkedAt;
            written.Add(completion);
            if (moved && completion.Outcome is not Outcome.Failed { Failure.Class: FailureClass.Transient or FailureClass.Throttled or FailureClass.Authentication or FailureClass.Schema })
                again.Add(item);
            else if (completion.Outcome is Outcome.Done)
                done.Add(item);
            else
                await EndAsync(store, item, completion.Outcome, paused, cancellationToken);
        }

        await RemoveAsync(store, done, cancellationToken);
        await LiftAsync(store, done.Select(item => item.Key.Scope).Distinct().Except(written.Where(IsBroken).Select(completion => completion.Item.Key.Scope)), cancellationToken);
        await ReleaseAsync(store, again, cancellationToken);
        await WakeAsync(store, written.Where(completion => completion.Outcome is Outcome.Done).Select(completion => completion.Item.Key), cancellationToken);
        foreach (var completion in written)
        {
            if (completion.Writes is { } writes)
                await writes(store, cancellationToken);
        }

        // A save of the same row that committed while ours waited for it is seen now. Marks that these writes made themselves are no such.
        if ((await MarkedAsync(store, written.Where(completion => completion.OnlyIfUnchanged), MarkedByUs, cancellationToken)).Count > 0)
            throw new MarkedMeanwhileException();

        return taken;
    }

    private static async Task<Dictionary<(Guid, string), long>> HeldAsync(IStoreTransaction store, IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        var held = new Dictionary<(Guid, string), long>();
        foreach (var (claim, keys) in ByClaim(store, completions))
        {
            await using var command = store.Command("", ("@token", claim));
            command.CommandText =
                $"""
                SELECT key, generation FROM sync_work WHERE lease_token = @token AND state = {(int)WorkState.Leased} AND key {store.IsOneOf(command, "k", keys)}
                ORDER BY key{((StoreTransaction)store).Dialect.ForUpdate}
                """;
            foreach (var (key, generation) in await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetInt64(1)), cancellationToken))
                held[(claim, key)] = generation;
        }

        return held;
    }

    private static async Task<HashSet<string>> MarkedAsync(IStoreTransaction store, IEnumerable<Completion> completions, string[] but, CancellationToken cancellationToken)
    {
        var marked = new HashSet<string>();
        foreach (var chunk in completions.Select(completion => completion.Item.Key.ToString()).Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@now", store.Now.ToUnixTimeMilliseconds()));
            var others = but.Length == 0 ? "" : $" AND cause NOT IN {command.List("but", but)}";
            command.CommandText = $"SELECT DISTINCT key FROM sync_mark WHERE not_before <= @now{others} AND key {store.IsOneOf(command, "k", chunk)}";
            marked.UnionWith(await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken));
        }

        return marked;
    }

    // Done, and nothing to write: one statement tells whether the claim still holds and ends it.
    private static bool IsPlain(Completion completion) => completion is { Outcome: Outcome.Done, OnlyIfUnchanged: false, Writes: null };

    private static async Task<IReadOnlyList<bool>> RemoveAsync(IStoreTransaction store, IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        var taken = await RemovedAsync(store, completions, cancellationToken);
        await LiftAsync(store, completions.Where((_, index) => taken[index]).Select(completion => completion.Item.Key.Scope).Distinct(), cancellationToken);
        if (taken.Contains(false))
        {
            // Marked again: done as far as the claim goes, and due again. Or not ours any more.
            var held = await HeldAsync(store, [.. completions.Where((_, index) => !taken[index])], cancellationToken);
            var again = completions.Select(completion => completion.Item).Where((item, index) => !taken[index] && held.ContainsKey((item.LeaseToken, item.Key.ToString()))).ToList();
            await ReleaseAsync(store, again, cancellationToken);
            for (var index = 0; index < taken.Length; index++)
                taken[index] |= held.ContainsKey((completions[index].Item.LeaseToken, completions[index].Item.Key.ToString()));
        }

        await WakeAsync(store, completions.Where((_, index) => taken[index]).Select(completion => completion.Item.Key), cancellationToken);
        return taken;
    }

    // By index, which claims still held and are ended.
    private static async Task<bool[]> RemovedAsync(IStoreTransaction store, IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        var dialect = ((StoreTransaction)store).Dialect;
        if (dialect.HasOneWriter && await RemoveAllAsync(store, completions, cancellationToken))
            return [.. Enumerable.Repeat(true, completions.Count)];

        var removed = new HashSet<string>();
        foreach (var (token, keys) in ByClaim(store, completions))
        {
            await using var command = store.Command("", ("@token", token));
            var ours = $"{Ours} AND key {store.IsOneOf(command, "k", keys)}";
            command.CommandText = dialect.HasOneWriter
                ? $"DELETE FROM sync_work WHERE {ours} RETURNING key"
                : $"WITH held AS MATERIALIZED (SELECT key FROM sync_work WHERE {ours} ORDER BY key{dialect.ForUpdate}) DELETE FROM sync_work WHERE key IN (SELECT key FROM held) RETURNING key";
            removed.UnionWith(await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken));
        }

        return [.. completions.Select(completion => removed.Contains(completion.Item.Key.ToString()))];
    }

    // As good as always each claim still holds: then their number is answer enough. Else it is undone, and asked which.
    private static async Task<bool> RemoveAllAsync(IStoreTransaction store, IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        await store.Transaction.SaveAsync(BeforeRemoval, cancellationToken);
        var removed = 0;
        foreach (var (token, keys) in ByClaim(store, completions))
        {
            await using var command = store.Command("", ("@token", token));
            command.CommandText = $"DELETE FROM sync_work WHERE {Ours} AND key {store.IsOneOf(command, "k", keys)}";
            removed += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        if (removed == completions.Count)
            await store.Transaction.ReleaseAsync(BeforeRemoval, cancellationToken);
        else
            await store.Transaction.RollbackAsync(BeforeRemoval, cancellationToken);
        return removed == completions.Count;
    }

    // Hosts that share the keys lock them in the same order, so that none waits for another in a circle.
    private static IEnumerable<(Guid Token, string[] Keys)> ByClaim(IStoreTransaction store, IEnumerable<Completion> completions)
    {
        var isShared = !((StoreTransaction)store).Dialect.HasOneWriter;
        foreach (var claim in completions.GroupBy(completion => completion.Item.LeaseToken, completion => completion.Item.Key.ToString()))
        {
            foreach (var keys in (isShared ? claim.Order(StringComparer.Ordinal) : claim.AsEnumerable()).Chunk(KeysAtOnce))
                yield return (claim.Key, keys);
        }
    }

    private static async Task RemoveAsync(IStoreTransaction store, List<WorkItem> done, CancellationToken cancellationToken)
    {
        foreach (var chunk in done.Chunk(KeysAtOnce))
        {
            await using var command = store.Command("");
            command.CommandText = $"DELETE FROM sync_work WHERE key {store.IsOneOf(command, "k", [.. chunk.Select(item => item.Key.ToString())])}";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    // What a probe has proved to work again is not paused any more. A claim from before the pause proves nothing.
    private static async Task LiftAsync(IStoreTransaction store, IEnumerable<string> scopes, CancellationToken cancellationToken)
    {
        foreach (var scope in scopes)
        {
            if (await store.ExecuteAsync("DELETE FROM sync_pause WHERE scope = @scope AND probe_at <= @now", cancellationToken,
                ("@scope", scope), ("@now", store.Now.ToUnixTimeMilliseconds())) > 0)
            {
                await store.MakeDueAsync(scope, cancellationToken);
                ((StoreTransaction)store).HasMadeDue = true;
            }
        }
    }

    private static bool IsBroken(Completion completion) =>
        completion.Outcome is Outcome.Failed { Failure.Class: FailureClass.Authentication or FailureClass.Schema };

    private static async Task ReleaseAsync(IStoreTransaction store, List<WorkItem> items, CancellationToken cancellationToken)
    {
        foreach (var chunk in items.Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@now", store.Now.ToUnixTimeMilliseconds()));
            command.CommandText =
                $"""
                UPDATE sync_work SET state = {(int)WorkState.Ready}, attempts = 0, failure = NULL, lease_token = NULL, lease_until = NULL,
                    first_marked_at = last_marked_at, changed_at = @now
                WHERE key {store.IsOneOf(command, "k", [.. chunk.Select(item => item.Key.ToString())])}
                """;
            if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
                ((StoreTransaction)store).HasMadeDue = true;
        }
    }

    private static async Task WakeAsync(IStoreTransaction store, IEnumerable<WorkKey> keys, CancellationToken cancellationToken)
    {
        if (((StoreTransaction)store).Dialect.HasOneWriter && (await store.QueryAsync("SELECT 1 FROM sync_work WHERE waiting_on IS NOT NULL LIMIT 1", _ => true, cancellationToken)).Count == 0)
            return;

        foreach (var chunk in keys.Select(key => key.ToString()).Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@now", store.Now.ToUnixTimeMilliseconds()));
            command.CommandText =
                $"""
                UPDATE sync_work SET state = {(int)WorkState.Ready}, due_at = @now, waiting_on = NULL, attempts = 0, failure = NULL, changed_at = @now
                WHERE state = {(int)WorkState.Waiting} AND waiting_on {store.IsOneOf(command, "k", chunk)}
                """;
            if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
                ((StoreTransaction)store).HasMadeDue = true;
        }
    }

    private async Task EndAsync(IStoreTransaction store, WorkItem item, Outcome outcome, List<ScopePause> paused, CancellationToken cancellationToken)
    {
        var (state, failure, wait, on) = outcome switch
        {
            Outcome.Waiting waiting => (WorkState.Waiting, new Failure(FailureClass.Transient, waiting.Reason), LookAgain(item.Attempt), waiting.On.ToString()),
            Outcome.NeedsDecision asks => (WorkState.Deciding, new Failure(FailureClass.Data, asks.Reason, asks.Hint), TimeSpan.Zero, null),
            Outcome.Failed { Failure: { Class: FailureClass.Data } data } => (WorkState.Failed, data, TimeSpan.Zero, (string?)null),
            Outcome.Failed { Failure: { Class: FailureClass.Transient or FailureClass.Throttled } passing } => (WorkState.Ready, passing, BackOff(item.Attempt, passing), null),
            Outcome.Failed { Failure: var broken } => (WorkState.Ready, broken, options.PauseProbe, null),
            _ => throw new InvalidOperationException($"{outcome} is no way to end."),
        };
        var now = store.Now.ToUnixTimeMilliseconds();
        await store.ExecuteAsync(
            """
            UPDATE sync_work SET state = @state, due_at = @due, failure = @failure, waiting_on = @on, lease_token = NULL, lease_until = NULL, changed_at = @now
            WHERE key = @key
            """,
            cancellationToken,
            ("@state", (int)state), ("@due", now + (long)wait.TotalMilliseconds), ("@failure", StoredFailure.Write(failure)),
            ("@on", on), ("@now", now), ("@key", item.Key.ToString()));
        if (failure.Class is FailureClass.Authentication or FailureClass.Schema)
            await PauseAsync(store, new ScopePause(item.Key.Scope, failure, store.Now), paused, cancellationToken);
    }

    private async Task PauseAsync(IStoreTransaction store, ScopePause pause, List<ScopePause> paused, CancellationToken cancellationToken)
    {
        if (paused.Any(known => known.Scope == pause.Scope))
            return;

        var probe = (store.Now + options.PauseProbe).ToUnixTimeMilliseconds();
        var prolonged = await store.ExecuteAsync("UPDATE sync_pause SET probe_at = @probe, failure = @failure WHERE scope = @scope", cancellationToken,
            ("@probe", probe), ("@failure", StoredFailure.Write(pause.Failure)), ("@scope", pause.Scope));
        if (prolonged > 0)
            return;

        await store.ExecuteAsync("INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES (@scope, @failure, @since, @probe) ON CONFLICT (scope) DO NOTHING",
            cancellationToken,
            ("@scope", pause.Scope), ("@failure", StoredFailure.Write(pause.Failure)), ("@since", pause.Since.ToUnixTimeMilliseconds()), ("@probe", probe));

        // A sign-in that is broken is broken for every mapping: it is told once.
        if (pause.Failure.Class == FailureClass.Authentication && await IsToldAsync(store, pause.Scope, cancellationToken))
            return;

        paused.Add(pause);
    }

    private static async Task<bool> IsToldAsync(IStoreTransaction store, string scope, CancellationToken cancellationToken)
    {
        var others = await store.QueryAsync("SELECT scope, failure FROM sync_pause WHERE scope <> @scope",
            reader => (Scope: reader.GetString(0), Failure: StoredFailure.Read(reader.GetString(1))), cancellationToken, ("@scope", scope));
        return others.Any(other => other.Failure?.Class == FailureClass.Authentication && other.Scope.Split(':')[0] == scope.Split(':')[0]);
    }

    // It is woken when the other key is done; this only catches what was done in the very moment in which it lay down.
    private static TimeSpan LookAgain(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(LookAgainAtLatest.TotalSeconds, Math.Pow(2, Math.Min(attempt - 1, 10))));

    // Full jitter: hosts that failed together do not come back together.
    private TimeSpan BackOff(int attempt, Failure failure)
    {
        var bound = Math.Min(options.RetryMax.TotalMilliseconds, options.RetryBase.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 20)));
        var wait = TimeSpan.FromMilliseconds(Math.Max(1, random.NextDouble() * bound));
        return failure.RetryAfter is { } wish && wish > wait ? wish : wait;
    }
}
