using System.Data.Common;
using System.Diagnostics;
using Benchmarks.Site;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace Benchmarks.Ledger;

/// <summary>Keys claimed and completed by the engine, beside the bare database doing the least statements that could claim and complete.</summary>
internal sealed class LedgerBenchmark : IBenchmark
{
    public string Name => "ledger";

    public string Description => "keys claimed and completed per second beside the bare database, on SQLite and PostgreSQL";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var keys = quick ? 20_000 : 100_000;
        using var scratch = new Scratch();
        await CompareAsync(report, "sqlite", options => options.UseSqlite(scratch.Sqlite("site.db")),
            () => new Microsoft.Data.Sqlite.SqliteConnection(scratch.Sqlite("bare.db")),
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", "", keys, cancellationToken);

        await using var postgres = await PostgresCluster.StartAsync(cancellationToken);
        await CompareAsync(report, "postgres", options => options.UseNpgsql(postgres.Connection("site")),
            () => new Npgsql.NpgsqlConnection(postgres.Connection("bare")), "SELECT 1", " FOR UPDATE SKIP LOCKED", keys, cancellationToken);
    }

    private static async Task CompareAsync(
        Report report, string database, Action<DbContextOptionsBuilder> site, Func<DbConnection> bare, string prepare, string skipLocked, int keys, CancellationToken cancellationToken)
    {
        var ours = await EngineAsync(site, keys, cancellationToken);
        var floor = await BareAsync(bare, prepare, skipLocked, keys, cancellationToken);
        report.Row($"keys_per_s_{database}", ours);
        report.Row($"bare_keys_per_s_{database}", floor);
        report.Row($"ratio_to_bare_{database}", ours / floor);
    }

    private static async Task<double> EngineAsync(Action<DbContextOptionsBuilder> database, int keys, CancellationToken cancellationToken)
    {
        // A host without the kind's reconciler folds; the one that is measured finds the keys folded.
        var settings = new Dictionary<string, string?> { ["SyncEngine:Quiet"] = "00:00:00", ["SyncEngine:PollingInterval"] = "00:00:00.050" };
        await using (var folding = await BenchSite.CreateAsync(database, Mapping, null, settings, cancellationToken))
        {
            var marks = folding.Services.GetRequiredService<ISyncMarks>();
            foreach (var chunk in Enumerable.Range(0, keys).Chunk(5_000))
                await marks.MarkAsync([.. chunk.Select(number => new MarkRequest(new WorkKey(NoWork.KindName, "key", $"{number:0000000}"), Lane.Profiles, Cause.Engine) { Delay = TimeSpan.Zero })], cancellationToken);
            await folding.StartAsync(cancellationToken);
            await FoldedAsync(folding.Services.GetRequiredService<ISyncStore>(), keys, cancellationToken);
        }

        var counter = new NoWorkCounter(keys);
        await using var working = await BenchSite.CreateAsync(database, engine =>
        {
            Mapping(engine);
            engine.Services.AddSingleton(counter);
            engine.AddReconciler<NoWork>(NoWork.KindName);
        }, null, settings, cancellationToken);
        var watch = Stopwatch.StartNew();
        await working.StartAsync(cancellationToken);
        await counter.All.WaitAsync(cancellationToken);
        return keys / watch.Elapsed.TotalSeconds;
    }

    private static void Mapping(SyncEngineBuilder engine) => engine.Map<BenchMember>("Contact", map => map.Field(member => member.LastName, "LastName"));

    private static async Task FoldedAsync(ISyncStore store, int keys, CancellationToken cancellationToken)
    {
        while (await store.ReadAsync(CountAsync, cancellationToken) < keys)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
    }

    private static async Task<long> CountAsync(IStoreTransaction reading, CancellationToken cancellationToken)
    {
        await using var command = reading.Connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sync_work";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    // What no ledger can do without: take a batch that is due, durably; remove it, durably.
    private static async Task<double> BareAsync(Func<DbConnection> open, string prepare, string skipLocked, int keys, CancellationToken cancellationToken)
    {
        await using var connection = open();
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, prepare, cancellationToken);
        await ExecuteAsync(connection, "CREATE TABLE work (key TEXT NOT NULL PRIMARY KEY, state INTEGER NOT NULL, due_at BIGINT NOT NULL, lease_until BIGINT NULL)", cancellationToken);
        await ExecuteAsync(connection, "CREATE INDEX work_due ON work (state, due_at)", cancellationToken);
        foreach (var chunk in Enumerable.Range(0, keys).Chunk(5_000))
            await ExecuteAsync(connection, $"INSERT INTO work VALUES {string.Join(',', chunk.Select(number => $"('key:{number:0000000}', 0, {number}, NULL)"))}", cancellationToken);

        var watch = Stopwatch.StartNew();
        for (var done = 0; done < keys;)
        {
            var claimed = new List<string>();
            await using (var command = connection.CreateCommand())
            {
                command.CommandText =
                    $"UPDATE work SET state = 1, lease_until = 1 WHERE key IN (SELECT key FROM work WHERE state = 0 AND due_at <= {keys} ORDER BY due_at LIMIT {NoWorkCounter.BatchSize}{skipLocked}) RETURNING key";
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                    claimed.Add(reader.GetString(0));
            }

            await ExecuteAsync(connection, $"DELETE FROM work WHERE key IN ({string.Join(',', claimed.Select(key => $"'{key}'"))})", cancellationToken);
            done += claimed.Count;
        }

        return keys / watch.Elapsed.TotalSeconds;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
