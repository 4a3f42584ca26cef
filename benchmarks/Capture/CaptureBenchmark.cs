using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Benchmarks.Ledger;
using Benchmarks.Site;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace Benchmarks.Capture;

/// <summary>What a member's save costs with the engine beside the same save without it, and while the worker writes to the same file.</summary>
internal sealed class CaptureBenchmark : IBenchmark
{
    private static int _names;

    public string Name => "capture";

    public string Description => "a save of a mapped entity on SQLite beside the same save without the engine, idle and while the worker writes";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var saves = quick ? 500 : 5_000;
        using var scratch = new Scratch();
        var counter = new NoWorkCounter();
        await using var site = await BenchSite.CreateAsync(options => options.UseSqlite(scratch.Sqlite("site.db")), engine =>
        {
            engine.Map<BenchMember>("Contact", map => map.Field(member => member.LastName, "LastName").Field(member => member.Email, "Email"));
            engine.Services.AddSingleton(counter);
            engine.AddReconciler<NoWork>(NoWork.KindName);
        }, null, new() { ["SyncEngine:RunWorker"] = "true" }, cancellationToken);
        // Beside a site with the same settings on each connection, as it would set them itself, and beside one that leaves all to the driver.
        var plain = await PlainAsync(new DbContextOptionsBuilder<PlainContext>().UseSqlite(scratch.Sqlite("plain.db")).AddInterceptors(new SameSettings()).Options, cancellationToken);
        // And beside one that keeps an outbox of its own: the least that anybody pays who must not forget a change.
        var byHand = await PlainAsync(new DbContextOptionsBuilder<PlainContext>().UseSqlite(scratch.Sqlite("outbox.db")).AddInterceptors(new SameSettings()).Options, cancellationToken);
        var bare = await PlainAsync(new DbContextOptionsBuilder<PlainContext>().UseSqlite(scratch.Sqlite("bare.db")).Options, cancellationToken);

        await SeedAsync(site, cancellationToken);
        // Until each log has been written to its full length of 4,000 pages once: appending to a file waits longer than writing over it.
        await MeasureAsync(site, plain, byHand, bare, 4_500, cancellationToken);
        var (with, without, outbox, least) = await MeasureAsync(site, plain, byHand, bare, saves, cancellationToken);
        report.Row("save_p50_ms", Percentile(with, 0.5));
        report.Row("save_p50_ms_without_engine", Percentile(without, 0.5));
        report.Row("save_overhead_percent", 100 * (Percentile(with, 0.5) / Percentile(without, 0.5) - 1));
        report.Row("save_overhead_percent_of_a_row_by_hand", 100 * (Percentile(outbox, 0.5) / Percentile(without, 0.5) - 1));
        report.Row("save_p50_ratio_to_a_row_by_hand", Percentile(with, 0.5) / Percentile(outbox, 0.5));
        report.Row("save_overhead_percent_beside_default_settings", 100 * (Percentile(with, 0.5) / Percentile(least, 0.5) - 1));
        report.Row("save_overhead_ms_beside_default_settings", Percentile(with, 0.5) - Percentile(least, 0.5));
        report.Row("save_p95_ms", Percentile(with, 0.95));
        report.Row("save_p95_ms_without_engine", Percentile(without, 0.95));

        await site.StartAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var busy = KeepBusyAsync(site.Services.GetRequiredService<ISyncMarks>(), stop.Token);
        (with, _, _, _) = await MeasureAsync(site, plain, byHand, bare, saves, cancellationToken);
        await stop.CancelAsync();
        await busy;
        report.Row("save_p95_ms_while_worker_writes", Percentile(with, 0.95));
    }

    private static async Task<DbContextOptions<PlainContext>> PlainAsync(DbContextOptions<PlainContext> options, CancellationToken cancellationToken)
    {
        await using var context = new PlainContext(options);
        await context.Database.EnsureCreatedAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        context.Members.AddRange(Enumerable.Range(0, 1_000).Select(BenchSite.NewMember));
        await context.SaveChangesAsync(cancellationToken);
        return options;
    }

    private static async Task SeedAsync(BenchSite site, CancellationToken cancellationToken)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BenchContext>();
        context.Members.AddRange(Enumerable.Range(0, 1_000).Select(BenchSite.NewMember));
        await context.SaveChangesAsync(cancellationToken);
    }

    // Turn and turn about, so that what the machine does meanwhile falls on all.
    private static async Task<(List<double> With, List<double> Without, List<double> ByHand, List<double> Least)> MeasureAsync(
        BenchSite site, DbContextOptions<PlainContext> plain, DbContextOptions<PlainContext> byHand, DbContextOptions<PlainContext> bare, int saves, CancellationToken cancellationToken)
    {
        var (with, without, outbox, least) = (new List<double>(saves), new List<double>(saves), new List<double>(saves), new List<double>(saves));
        Func<Guid, Task>[] turns =
        [
            async id =>
            {
                await using var scope = site.Services.CreateAsyncScope();
                with.Add(await SaveAsync(scope.ServiceProvider.GetRequiredService<BenchContext>(), id, null, cancellationToken));
            },
            id => PlainSaveAsync(plain, without, id, null),
            id => PlainSaveAsync(byHand, outbox, id, new OutboxRow { Key = $"member:{id}", Fields = "LastName" }),
            id => PlainSaveAsync(bare, least, id, null),
        ];
        for (var save = 0; save < saves; save++)
        {
            // Each begins as often as the others: what the one before left to the disk falls on the next.
            for (var turn = 0; turn < turns.Length; turn++)
                await turns[(save + turn) % turns.Length](BenchSite.NewMember(save % 1_000).Id);
        }

        return (with, without, outbox, least);

        async Task PlainSaveAsync(DbContextOptions<PlainContext> options, List<double> took, Guid id, OutboxRow? row)
        {
            await using var context = new PlainContext(options);
            took.Add(await SaveAsync(context, id, row, cancellationToken));
        }
    }

    private static async Task<double> SaveAsync(DbContext context, Guid id, OutboxRow? row, CancellationToken cancellationToken)
    {
        var member = await context.Set<BenchMember>().SingleAsync(member => member.Id == id, cancellationToken);
        member.LastName = $"Name{Interlocked.Increment(ref _names)}";
        var start = Stopwatch.GetTimestamp();
        if (row is not null)
            context.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task KeepBusyAsync(ISyncMarks marks, CancellationToken cancellationToken)
    {
        try
        {
            for (var round = 0; ; round++)
            {
                await marks.MarkAsync([.. Enumerable.Range(0, 200).Select(number => new MarkRequest(new WorkKey(NoWork.KindName, "key", $"{round}-{number}"), Lane.Bulk, Cause.Engine) { Delay = TimeSpan.Zero })], cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    private sealed class SameSettings : DbConnectionInterceptor
    {
        // The pool gives the same database handle again: like the engine, once for each.
        private readonly ConditionalWeakTable<object, object> _prepared = [];

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (!_prepared.TryAdd(((SqliteConnection)connection).Handle!, this))
                return;

            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8000;";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
