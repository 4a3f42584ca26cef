using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Ledger;

/// <summary>The ledger's parts on a real database without a worker: each step is the test's, and so is the clock's advance.</summary>
public sealed class LedgerBench : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly Random _random = new(1);

    private LedgerBench(TestDatabase database, TestSite site) => (_database, Site) = (database, site);

    public TestSite Site { get; }

    public SyncEngineOptions Options => Site.Options;

    public ISyncStore Store => Site.Store;

    public List<ScopePause> Alerts { get; } = [];

    public static async Task<LedgerBench> CreateAsync(Engine engine, Action<SyncEngineOptions>? options = null)
    {
        var database = await TestDatabase.CreateAsync(engine);
        return new LedgerBench(database, await TestSite.CreateAsync(database, options: options));
    }

    /// <summary>Lets the database's clock go forward.</summary>
    public void Advance(TimeSpan by) => Options.ClockOffset += by;

    public Task<DateTimeOffset> NowAsync() => Store.ReadAsync((reading, _) => Task.FromResult(reading.Now));

    public Task MarkAsync(string key, Lane lane = Lane.Profiles, TimeSpan? delay = null, string cause = "user:1", params string[] fields) =>
        Store.WriteAsync((transaction, token) => transaction.MarkAsync([new MarkRequest(WorkKey.Parse(key), lane, Cause.Parse(cause), fields) { Delay = delay }], token));

    public async Task<int> FoldAsync()
    {
        var folded = 0;
        await Store.WriteAsync(async (transaction, token) => folded = await new Folder(Options).FoldAsync(transaction, token));
        return folded;
    }

    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(Lane lane = Lane.Profiles, int atMost = 100, string kind = "record")
    {
        IReadOnlyList<WorkItem> items = [];
        await Store.WriteAsync(async (transaction, token) => items = await new Claimer(Options).ClaimAsync(transaction, kind, lane, atMost, token));
        return items;
    }

    public async Task<WorkItem> ClaimOneAsync(Lane lane = Lane.Profiles) => (await ClaimAsync(lane)).Should().ContainSingle().Subject;

    public async Task<bool> CompleteAsync(WorkItem item, Outcome? outcome = null, bool onlyIfUnchanged = false, Func<IStoreTransaction, CancellationToken, Task>? writes = null) =>
        (await CompleteAsync([new Completion(item, outcome ?? Outcome.Completed) { OnlyIfUnchanged = onlyIfUnchanged, Writes = writes }]))[0];

    public async Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Completion> completions)
    {
        IReadOnlyList<bool> taken = [];
        await Store.WriteAsync(async (transaction, token) => taken = await new Completer(Options, _random).CompleteAsync(transaction, completions, Alerts, token));
        return taken;
    }

    public Task<TimeSpan?> NextDueAsync(Lane lane = Lane.Profiles) => Store.ReadAsync((reading, token) => Claimer.NextDueAsync(reading, "record", lane, token));

    /// <summary>The row of a key, or null.</summary>
    internal async Task<WorkRow?> RowAsync(string key) => (await Store.ReadAsync((reading, token) => reading.QueryAsync(
        "SELECT state, generation, lane, attempts, due_at, first_marked_at, fields, cause FROM sync_work WHERE key = @key",
        reader => new WorkRow((WorkState)reader.GetInt32(0), reader.GetInt64(1), (Lane)reader.GetInt32(2), reader.GetInt32(3), reader.Time(4), reader.Time(5), reader.TextOrNull(6), reader.GetString(7)),
        token, ("@key", key)))).SingleOrDefault();

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal sealed record WorkRow(WorkState State, long Generation, Lane Lane, int Attempts, DateTimeOffset DueAt, DateTimeOffset FirstMarkedAt, string? Fields, string Cause);
}
