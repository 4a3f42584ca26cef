using System.Diagnostics;
using Benchmarks.Salesforce;
using Benchmarks.Site;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.Records;

/// <summary>From the call of <c>SaveChanges</c> to the moment at which the request that carries the new value leaves for Salesforce; a read goes before it.</summary>
internal sealed class LatencyBenchmark : IBenchmark
{
    private const int Members = 100;

    public string Name => "latency";

    public string Description => "from a member's save to the request that carries it to Salesforce, with the debounce off and as it is by default";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var off = await MeasureAsync(new() { ["SyncEngine:Quiet"] = "00:00:00" }, quick ? 200 : 1_000, cancellationToken);
        report.Row("save_to_request_p50_ms", Percentile(off, 0.5));
        report.Row("save_to_request_p95_ms", Percentile(off, 0.95));
        report.Row("save_to_request_p99_ms", Percentile(off, 0.99));
        var on = await MeasureAsync([], quick ? 20 : 100, cancellationToken);
        report.Row("save_to_request_p50_ms_with_default_quiet", Percentile(on, 0.5));
        report.Row("save_to_request_p95_ms_with_default_quiet", Percentile(on, 0.95));
    }

    private static async Task<List<double>> MeasureAsync(Dictionary<string, string?> settings, int saves, CancellationToken cancellationToken)
    {
        using var scratch = new Scratch();
        await using var org = await OrgProcess.StartAsync(cancellationToken);
        var watch = new WriteWatch();
        foreach (var (name, value) in org.Settings)
            settings[name] = value;
        await using var site = await BenchSite.CreateAsync(options => options.UseSqlite(scratch.Sqlite("site.db")), engine =>
        {
            MemberMapping.Add(engine);
            engine.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(watch.Handler));
        }, org.Address, settings, cancellationToken);
        await LinkedMembers.SeedAsync(scratch.Sqlite("site.db"), Members, cancellationToken);
        await site.StartAsync(cancellationToken);
        await site.SyncAllAsync(Members, cancellationToken);

        var took = new List<double>(saves);
        for (var save = -20; save < saves; save++)
        {
            var name = $"Name{Guid.NewGuid():N}";
            var leaves = watch.Of(name);
            await using var scope = site.Services.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<BenchContext>();
            var member = await context.Members.SingleAsync(known => known.Id == BenchSite.NewMember((save + Members) % Members).Id, cancellationToken);
            member.LastName = name;
            var start = Stopwatch.GetTimestamp();
            await context.SaveChangesAsync(cancellationToken);
            var left = await leaves.WaitAsync(cancellationToken);
            if (save >= 0)
                took.Add(Stopwatch.GetElapsedTime(start, left).TotalMilliseconds);

            // A person's next edit does not come while the last is on its way.
            await site.IdleAsync(cancellationToken);
        }

        return took;
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));
}
