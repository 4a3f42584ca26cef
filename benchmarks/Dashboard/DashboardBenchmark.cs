using System.Diagnostics;
using System.Globalization;
using Benchmarks.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncEngine.Storage;

namespace Benchmarks.Dashboard;

/// <summary>Every page of the control room over HTTP, with a hundred members in the store and with a hundred thousand; ten journal entries each.</summary>
internal sealed class DashboardBenchmark : IBenchmark
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/room"), ("overview_month", "/room?window=month"), ("journal", "/room/journal"), ("journal_of_field", "/room/journal?field=LastName"),
        ("journal_of_staff", "/room/journal?cause=admin"), ("journal_of_id", $"/room/journal?q={Id(7)}"), ("journal_of_outcome", "/room/journal?outcome=Failed"),
        ("journal_of_time", "/room/journal?from=2001-01-01&to=2099-01-01"), ("search_by_name", "/room/journal?q=last-77%20"),
        ("record", $"/room/record?key=record:BenchMember:{Id(7)}"), ("field", $"/room/field?key=record:BenchMember:{Id(7)}&name=LastName"),
        ("failures", "/room/failures"), ("conflicts", "/room/conflicts"), ("matches", "/room/matches"), ("bulk", "/room/bulk"), ("checks", "/room/checks"), ("mappings", "/room/mappings"), ("audit", "/room/audit"),
    ];

    public string Name => "dashboard";

    public string Description => "every page of the control room with 100 members in the store and with 100,000 (a million journal entries), SQLite and PostgreSQL";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var (few, many, rounds) = (100, 100_000, quick ? 15 : 60);
        using var scratch = new Scratch();
        var embedded = await CompareAsync(report, "sqlite", few, many, rounds, count => options => options.UseSqlite(scratch.Sqlite($"room-{count}.db")), cancellationToken);
        await using var cluster = await PostgresCluster.StartAsync(cancellationToken);
        var server = await CompareAsync(report, "postgresql", few, many, rounds, count => options => options.UseNpgsql(cluster.Connection($"room{count}")), cancellationToken);
        report.Row("slowest_page_ratio_100k_to_100", Math.Max(embedded, server));
    }

    private static async Task<double> CompareAsync(
        Report report, string engine, int few, int many, int rounds, Func<int, Action<DbContextOptionsBuilder>> database, CancellationToken cancellationToken)
    {
        await using var small = await HostAsync(database(few), few, engine, cancellationToken);
        await using var large = await HostAsync(database(many), many, engine, cancellationToken);
        var (slowest, ratio) = (0.0, 0.0);
        foreach (var (name, path) in Pages)
        {
            var (a, b) = await MeasureAsync(small, large, path, rounds, cancellationToken);
            report.Row($"{engine}_{name}_ms_100", a);
            report.Row($"{engine}_{name}_ms_100k", b);
            (slowest, ratio) = (Math.Max(slowest, b), Math.Max(ratio, b / a));
        }

        report.Row($"{engine}_slowest_page_ms_100k", slowest);
        report.Row($"{engine}_slowest_page_ratio_100k_to_100", ratio);
        return ratio;
    }

    // In turns, so that a slow moment of the machine falls on both.
    private static async Task<(double Small, double Large)> MeasureAsync(WebApplication small, WebApplication large, string path, int rounds, CancellationToken cancellationToken)
    {
        var times = new[] { new List<double>(), new List<double>() };
        using var first = new HttpClient { BaseAddress = new Uri(small.Urls.First()) };
        using var second = new HttpClient { BaseAddress = new Uri(large.Urls.First()) };
        for (var round = -2; round < rounds; round++)
        {
            foreach (var (client, list) in new[] { (first, times[0]), (second, times[1]) })
            {
                var start = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                answer.EnsureSuccessStatusCode();
                if (round >= 0)
                    list.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return (Median(times[0]), Median(times[1]));
    }

    private static async Task<WebApplication> HostAsync(Action<DbContextOptionsBuilder> database, int members, string engine, CancellationToken cancellationToken)
    {
        // Development, so that the room opens without an authorization policy: what is measured is its pages.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development", Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.Configuration["SyncEngine:RunWorker"] = "false";
        builder.Configuration["Salesforce:AccessToken"] = "none";
        builder.Configuration["Salesforce:InstanceUrl"] = "http://127.0.0.1:9";
        builder.Services.AddDbContext<BenchContext>(database);
        builder.Services.AddSyncEngine<BenchContext>(builder.Configuration).Map<BenchMember>("Contact", map => map
            .Match(member => member.Email).Field(member => member.FirstName, "FirstName").Field(member => member.LastName, "LastName").Field(member => member.Email, "Email"));
        var app = builder.Build();
        app.MapSyncDashboard("/room");
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<BenchContext>().Database.EnsureCreatedAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.Services.GetRequiredService<ISyncStore>().WriteAsync((transaction, token) => SeedAsync(transaction, members, engine == "sqlite", token), cancellationToken);
        return app;
    }

    private static async Task SeedAsync(IStoreTransaction transaction, int members, bool sqlite, CancellationToken cancellationToken)
    {
        var now = transaction.Now.ToUnixTimeMilliseconds();
        var (padded, uuid) = sqlite ? ("printf('%012d', i)", "") : ("lpad(i::text, 12, '0')", "::uuid");
        var id = $"'00000000-0000-7000-8000-' || {padded}";
        var entries = members * 10;
        var member = sqlite ? $"'00000000-0000-7000-8000-' || printf('%012d', i % {members})" : $"'00000000-0000-7000-8000-' || lpad((i % {members})::text, 12, '0')";
        await RunAsync(members, $"""INSERT INTO members ("Id", "FirstName", "LastName", "Email") SELECT ({id}){uuid}, 'First', 'last-' || i || ' ', 'member-' || i || '@example.org' FROM n""");
        await RunAsync(members, $$$"""
            INSERT INTO sync_link (mapping, external_id, remote_id, base, linked_at, last_synced_at)
            SELECT 'BenchMember', {{{id}}}, '003' || {{{padded}}} || 'AAA', '{"Version":1,"Fields":{"LastName":["a","a"],"Email":["b","b"]}}', {{{now}}}, {{{now}}} - i FROM n
            """);

        // A year of work: one in a thousand failed, one in five thousand was decided by staff.
        await RunAsync(entries, $$$"""
            INSERT INTO sync_journal (at, key, scope, action, cause, fields, waited_ms)
            SELECT {{{now}}} - ({{{entries}}} - i) * ({{{TimeSpan.FromDays(365).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)}}} / {{{entries}}}), 'record:BenchMember:' || {{{member}}}, 'record:BenchMember',
                CASE WHEN i % 1000 = 999 THEN 8 WHEN i % 5000 = 17 THEN 10 ELSE 2 END, CASE WHEN i % 5000 = 17 THEN 'admin:7' ELSE 'user:' || i % 97 END,
                '[{"Field":"LastName","RemoteField":"LastName","ToSalesforce":true,"Before":"a","After":"b"}]', 400 + i % 9000 FROM n
            """);
        await RunAsync(Math.Max(2, members / 1000), $$$"""
            INSERT INTO sync_work (key, kind, scope, lane, state, generation, due_at, first_marked_at, last_marked_at, attempts, cause, failure, changed_at)
            SELECT 'record:BenchMember:' || {{{id}}}, 'record', 'record:BenchMember', 1, 4, 1, {{{now}}}, {{{now}}} - i, {{{now}}}, 3, 'user:1', '{"Class":"Data","Reason":"Too long.","Hint":"Shorten it."}', {{{now}}} FROM n
            """);

        await RunAsync(Math.Max(2, members / 1000), $$$"""
            INSERT INTO sync_conflict (mapping, external_id, field, remote_field, reason, local_value, remote_value, local_cause, found_at)
            SELECT 'BenchMember', {{{id}}}, 'Email', 'Email', 'conflict', 'here@example.org', 'there@example.org', 'user:1', {{{now}}} - i FROM n
            """);

        // What the package's README advises a large site to have for the search by name.
        foreach (var column in new[] { "FirstName", "LastName", "Email" })
            await RunAsync(1, sqlite ? $"""CREATE INDEX "name_{column}" ON members ("{column}" COLLATE NOCASE)""" : $"""CREATE INDEX "name_{column}" ON members (lower("{column}") text_pattern_ops)""");
        await RunAsync(1, "ANALYZE");

        async Task RunAsync(int count, string insert)
        {
            await using var command = transaction.Connection.CreateCommand();
            command.Transaction = transaction.Transaction;
            command.CommandTimeout = 300;
            var series = string.Create(CultureInfo.InvariantCulture, $"(WITH RECURSIVE series(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM series WHERE i < {count - 1}) SELECT i FROM series) n");
            command.CommandText = insert.EndsWith("FROM n", StringComparison.Ordinal) ? insert[..^1] + series : insert;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8000-{number:D12}");

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
