using System.Diagnostics;
using Benchmarks.Site;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace Benchmarks.Ledger;

/// <summary>A running site whose worker claims and completes keys that need no work. They are folded while their scope is paused; the time runs from the pause's end.</summary>
internal sealed class EngineLedger : IAsyncDisposable
{
    private const string Scope = $"{NoWork.KindName}:key";

    private readonly BenchSite _site;
    private readonly NoWorkCounter _counter;
    private int _rounds;

    private EngineLedger(BenchSite site, NoWorkCounter counter) => (_site, _counter) = (site, counter);

    public static async Task<EngineLedger> StartAsync(Action<DbContextOptionsBuilder> database, CancellationToken cancellationToken)
    {
        var counter = new NoWorkCounter();
        var site = await BenchSite.CreateAsync(database, engine =>
        {
            engine.Map<BenchMember>("Contact", map => map.Field(member => member.LastName, "LastName"));
            engine.Services.AddSingleton(counter);
            engine.AddReconciler<NoWork>(NoWork.KindName);
        }, null, new() { ["SyncEngine:Quiet"] = "00:00:00", ["SyncEngine:PollEvery"] = "00:00:00" }, cancellationToken);
        await site.StartAsync(cancellationToken);
        return new EngineLedger(site, counter);
    }

    public async Task<TimeSpan> RunAsync(int keys, CancellationToken cancellationToken)
    {
        var store = _site.Services.GetRequiredService<ISyncStore>();
        await store.WriteAsync((transaction, token) => ExecuteAsync(transaction,
            "INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES ('" + Scope + "', '{\"Class\":\"Schema\",\"Reason\":\"The benchmark prepares.\"}', 0, 99999999999999)", token), cancellationToken);
        var marks = _site.Services.GetRequiredService<ISyncMarks>();
        foreach (var chunk in Enumerable.Range(0, keys).Chunk(1_000))
        {
            await marks.MarkAsync([.. chunk.Select(number => new MarkRequest(new WorkKey(NoWork.KindName, "key", $"{_rounds:000}{number:0000000}"), Lane.Profiles, Cause.Engine)
            {
                Delay = TimeSpan.Zero,
            })], cancellationToken);
        }

        while (await store.ReadAsync((reading, token) => CountAsync(reading, token), cancellationToken) < keys)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);

        _rounds++;
        var all = _counter.Await(keys);
        var watch = Stopwatch.StartNew();
        await _site.Services.GetRequiredService<ISyncFailures>().ResumeAsync(Scope, Cause.Engine, cancellationToken);
        await all.WaitAsync(cancellationToken);
        return watch.Elapsed;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static async Task ExecuteAsync(IStoreTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction.Transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> CountAsync(IStoreTransaction reading, CancellationToken cancellationToken)
    {
        await using var command = reading.Connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sync_work";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }
}
