using Benchmarks.Salesforce;
using Benchmarks.Site;
using Connector.Salesforce.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Model;

namespace Benchmarks.Records;

/// <summary>What a thousand edits cost of the org's API allocation: reading, writing, reading back, and the poll that sees the echoes.</summary>
internal sealed class CallsBenchmark : IBenchmark
{
    private const int Members = 1_000;

    public string Name => "calls_per_1000_updates";

    public string Description => "API calls for 1,000 edited members, reads and the feed included: saved together, and one by one";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        using var scratch = new Scratch();
        await using var org = await OrgProcess.StartAsync(cancellationToken);
        var calls = new CountedCalls();

        // The polls are run by hand, one after each thousand, as the one a minute would be.
        var settings = new Dictionary<string, string?>(org.Settings) { ["SyncEngine:PollEvery"] = "1.00:00:00" };
        await using var site = await BenchSite.CreateAsync(options => options.UseSqlite(scratch.Sqlite("site.db")), engine =>
        {
            MemberMapping.Add(engine);
            engine.Services.AddSingleton<ISalesforceCallLog>(calls);
        }, org.Address, settings, cancellationToken);
        await LinkedMembers.SeedAsync(scratch.Sqlite("site.db"), Members, cancellationToken);
        await site.StartAsync(cancellationToken);
        await site.SyncAllAsync(Members, cancellationToken);
        await PollAsync(site, cancellationToken);

        report.Row("calls_per_1000_updates", await CountAsync(site, calls, Members, cancellationToken));
        report.Row("calls_per_1000_updates_saved_one_by_one", await CountAsync(site, calls, 1, cancellationToken));
    }

    private static async Task<int> CountAsync(BenchSite site, CountedCalls calls, int together, CancellationToken cancellationToken)
    {
        calls.Take();
        foreach (var chunk in Enumerable.Range(0, Members).Chunk(together))
        {
            await using var scope = site.Services.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<BenchContext>();
            var ids = chunk.Select(number => BenchSite.NewMember(number).Id).ToList();
            foreach (var member in await context.Members.Where(member => ids.Contains(member.Id)).ToListAsync(cancellationToken))
                member.Phone = Guid.NewGuid().ToString("N");
            await context.SaveChangesAsync(cancellationToken);
        }

        await site.IdleAsync(cancellationToken);
        await PollAsync(site, cancellationToken);
        await site.IdleAsync(cancellationToken);
        return calls.Take();
    }

    private static async Task PollAsync(BenchSite site, CancellationToken cancellationToken)
    {
        var schedule = site.Services.GetRequiredService<ISyncSchedule>();
        var before = await LastOkAsync();
        await schedule.RunNowAsync($"poll:{nameof(BenchMember)}", new Cause("admin", "benchmark"), cancellationToken);
        await site.UntilAsync(async () => await LastOkAsync() > before, cancellationToken);

        async Task<DateTimeOffset> LastOkAsync() =>
            (await schedule.ListAsync(cancellationToken)).FirstOrDefault(job => job.Name == $"poll:{nameof(BenchMember)}")?.LastOkAt ?? DateTimeOffset.MinValue;
    }
}
