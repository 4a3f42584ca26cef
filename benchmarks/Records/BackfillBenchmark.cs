using System.Diagnostics;
using Benchmarks.Salesforce;
using Benchmarks.Site;
using Connector.Salesforce.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.Records;

/// <summary>A site's members from before the engine, brought to an empty org: looked for, created, read back, linked and journalled.</summary>
internal sealed class BackfillBenchmark : IBenchmark
{
    public string Name => "backfill";

    public string Description => "100,000 members end to end to an org in another process: API calls, records per second, peak memory of the site";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 5_000 : 100_000;
        using var scratch = new Scratch();
        await using var org = await OrgProcess.StartAsync(cancellationToken);
        var calls = new CountedCalls();
        await using var site = await BenchSite.CreateAsync(options => options.UseSqlite(scratch.Sqlite("site.db")), engine =>
        {
            MemberMapping.Add(engine);
            engine.Services.AddSingleton<ISalesforceCallLog>(calls);
        }, org.Address, org.Settings, cancellationToken);
        await LinkedMembers.SeedAsync(scratch.Sqlite("site.db"), count, cancellationToken);
        GC.Collect();

        using var memory = new PeakWatch();
        await site.StartAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        await site.SyncAllAsync(count, cancellationToken);
        report.Row("records", count);
        report.Row("calls", calls.Take());
        report.Row("records_per_s", count / watch.Elapsed.TotalSeconds);
        report.Row("peak_mb", memory.PeakMegabytes);
    }
}
