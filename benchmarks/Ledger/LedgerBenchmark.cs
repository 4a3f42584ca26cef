using System.Data.Common;
using Benchmarks.Site;
using Microsoft.EntityFrameworkCore;

namespace Benchmarks.Ledger;

/// <summary>
/// Keys claimed and completed by the engine, beside the bare database doing the least statements that could claim and complete: in turns, so that
/// what the machine does meanwhile falls on both. And what a key costs in a site with a million links beside one with a thousand.
/// </summary>
internal sealed class LedgerBenchmark : IBenchmark
{
    private const int KeysAtOnce = 10_000;

    public string Name => "ledger";

    public string Description => "keys claimed and completed per second beside the bare database, on SQLite and PostgreSQL; a key's cost with a million links";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var rounds = quick ? 3 : 15;
        using (var scratch = new Scratch())
        {
            await CompareAsync(report, "sqlite", options => options.UseSqlite(scratch.Sqlite("site.db")),
                () => new Microsoft.Data.Sqlite.SqliteConnection(scratch.Sqlite("bare.db")),
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8000;", "", rounds, cancellationToken);
        }

        await using (var postgres = await PostgresCluster.StartAsync(cancellationToken))
        {
            await CompareAsync(report, "postgres", options => options.UseNpgsql(postgres.Connection("site")),
                () => new Npgsql.NpgsqlConnection(postgres.Connection("bare")), "SELECT 1", " FOR UPDATE SKIP LOCKED", rounds, cancellationToken);
        }

        await LinksCost.MeasureAsync(report, quick ? 5 : 20, cancellationToken);
    }

    private static async Task CompareAsync(
        Report report, string database, Action<DbContextOptionsBuilder> site, Func<DbConnection> bare, string prepare, string skipLocked, int rounds, CancellationToken cancellationToken)
    {
        await using var engine = await EngineLedger.StartAsync(site, cancellationToken);
        await using var floor = await BareLedger.OpenAsync(bare(), prepare, skipLocked, cancellationToken);
        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -4; round < rounds; round++)
        {
            var took = (await engine.RunAsync(KeysAtOnce, cancellationToken)).TotalSeconds;
            var least = (await floor.RunAsync(KeysAtOnce, cancellationToken)).TotalSeconds;
            if (round < 0)
                continue;

            ours.Add(KeysAtOnce / took);
            theirs.Add(KeysAtOnce / least);
            ratios.Add(least / took);
        }

        report.Row($"keys_per_s_{database}", Median(ours));
        report.Row($"bare_keys_per_s_{database}", Median(theirs));
        report.Row($"ratio_to_bare_{database}", Median(ratios));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
