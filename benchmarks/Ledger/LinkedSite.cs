using System.Diagnostics;
using Benchmarks.Records;
using Benchmarks.Site;
using Connector.Salesforce;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace Benchmarks.Ledger;

/// <summary>A running site with so many members, all of them linked and in agreement.</summary>
internal sealed class LinkedSite : IAsyncDisposable
{
    private readonly BenchSite _site;
    private readonly int _links;

    private LinkedSite(BenchSite site, int links) => (_site, _links) = (site, links);

    public static string ExternalId(int number) => $"{number:x8}-0000-7000-8000-000000000000";

    public static async Task<LinkedSite> StartAsync(string connection, int links, CancellationToken cancellationToken)
    {
        var site = await BenchSite.CreateAsync(options => options.UseSqlite(connection), engine =>
        {
            MemberMapping.Add(engine);
            engine.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new AgreeingOrg()));
        }, null, new() { ["SyncEngine:Quiet"] = "00:00:00", ["SyncEngine:PollEvery"] = "00:00:00", ["SyncEngine:SweepSchedule"] = "" }, cancellationToken);
        await FillAsync(connection, links, cancellationToken);
        await site.StartAsync(cancellationToken);
        return new LinkedSite(site, links);
    }

    /// <summary>Marks some of the members at random and waits until each has been looked at.</summary>
    public async Task<TimeSpan> RunAsync(int keys, Random random, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<int>();
        while (numbers.Count < keys)
            numbers.Add(random.Next(_links));

        var marks = numbers.Select(number => new MarkRequest(WorkKey.ForRecord(nameof(BenchMember), ExternalId(number)), Lane.Profiles, Cause.Engine) { Delay = TimeSpan.Zero }).ToList();
        var watch = Stopwatch.StartNew();
        await _site.Services.GetRequiredService<ISyncMarks>().MarkAsync(marks, cancellationToken);
        while (await _site.CountAsync("sync_mark", cancellationToken) + await _site.CountAsync("sync_work", cancellationToken) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        return watch.Elapsed;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static async Task FillAsync(string connection, int links, CancellationToken cancellationToken)
    {
        await using var open = new SqliteConnection(connection);
        await open.OpenAsync(cancellationToken);
        await using var transaction = await open.BeginTransactionAsync(cancellationToken);
        await using var member = open.CreateCommand();
        member.CommandText = "INSERT INTO members (Id, FirstName, LastName, Email, Phone) VALUES ($id, 'Ada', $name, $email, '555-0100')";
        await using var link = open.CreateCommand();
        link.CommandText = "INSERT INTO sync_link (mapping, external_id, remote_id, base, linked_at, last_synced_at) VALUES ('BenchMember', $id, $remote, $base, 0, $number)";
        foreach (var name in new[] { "$id", "$name", "$email" })
            member.Parameters.Add(name, SqliteType.Text);
        foreach (var name in new[] { "$id", "$remote", "$base", "$number" })
            link.Parameters.Add(name, name == "$number" ? SqliteType.Integer : SqliteType.Text);
        for (var number = 0; number < links; number++)
        {
            var (name, email) = ($"Member{number}", $"member{number}@example.org");
            (member.Parameters[0].Value, member.Parameters[1].Value, member.Parameters[2].Value) = (ExternalId(number).ToUpperInvariant(), name, email);
            await member.ExecuteNonQueryAsync(cancellationToken);
            (link.Parameters[0].Value, link.Parameters[1].Value, link.Parameters[3].Value) = (ExternalId(number), SalesforceId.Parse($"003{number:D12}", null).Value, number);
            link.Parameters[2].Value = $$$"""{"Version":1,"Fields":{"FirstName":["Ada","Ada"],"LastName":["{{{name}}}","{{{name}}}"],"Email":["{{{email}}}","{{{email}}}"],"Phone":["555-0100","555-0100"]}}""";
            await link.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
