using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Benchmarks.Site;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Simulator;
using SyncEngine.Simulation.Oracle;
using SyncEngine.Simulation.Site;

namespace SyncEngine.Simulation.Kills;

/// <summary>
/// Kills real hosts on a real database at random moments, while members save and people edit in Salesforce; then lets what is left come to rest and
/// counts. Each value has one writer, so that what must stand in the end is certain.
/// </summary>
internal sealed class KillRun(KillDatabase database, string connection, SimulatorHost org, Random random) : IAsyncDisposable
{
    public const string Token = "00D-kill-minus-nine";
    public const int Members = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly int _hosts = database == KillDatabase.Sqlite ? 1 : 2;
    private readonly ConcurrentDictionary<int, int> _saved = [];
    private readonly Dictionary<string, string> _edited = [];
    private readonly HttpClient _people = new() { BaseAddress = org.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
    private int _saves;
    private int _values = 1;

    public static async Task<KillReport> RunAsync(KillDatabase database, int kills, int seed, Action<string> tell)
    {
        var options = new SimulatorOptions { Url = "http://localhost:0", GrpcPort = null };
        options.Salesforce.FixedAccessToken = Token;
        options.Salesforce.DailyApiRequests = 10_000_000;
        await using var org = await SimulatorHost.StartAsync(options);
        var folder = Directory.CreateTempSubdirectory("kills-").FullName;
        try
        {
            await using var cluster = database == KillDatabase.PostgreSql ? await PostgresCluster.StartAsync(CancellationToken.None) : null;
            await using var run = new KillRun(database, cluster?.Connection("site") ?? $"Data Source={Path.Combine(folder, "site.db")}", org, new Random(seed));
            return await run.RunAsync(kills, tell);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        _people.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<KillReport> RunAsync(int kills, Action<string> tell)
    {
        await using (var site = Site())
            await site.Database.EnsureCreatedAsync();
        var victims = new VictimProcess[_hosts];
        for (var host = 0; host < _hosts; host++)
            victims[host] = await StartAsync(host, saves: true);
        for (var killed = 1; killed <= kills; killed++)
        {
            await EditAsync();
            var host = random.Next(_hosts);
            await LetLiveAsync(victims[host]);
            await victims[host].DisposeAsync();
            if (killed % 5 == 0)
                tell($"\r{database}: {killed} of {kills} killed, {_saves} saves   ");
            victims[host] = await StartAsync(host, saves: true);
        }

        // The last ones die too; those that come after them save nothing.
        foreach (var victim in victims)
            await victim.DisposeAsync();
        for (var host = 0; host < _hosts; host++)
            victims[host] = await StartAsync(host, saves: false);
        var started = TimeProvider.System.GetTimestamp();
        var findings = await FindAsync();
        while (findings.Count > 0 && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            findings = await FindAsync();
        }

        foreach (var victim in victims)
            await victim.DisposeAsync();
        return new KillReport(database, kills + _hosts, _saves, findings);
    }

    // Some die before they have done anything, most in the middle of their work: by how much they have done, since machines differ in speed.
    private async Task LetLiveAsync(VictimProcess victim)
    {
        var (started, saves, rest) = (TimeProvider.System.GetTimestamp(), random.Next(4) == 0 ? 0 : victim.Saves + random.Next(1, 25), TimeSpan.FromMilliseconds(random.Next(200)));
        while (victim.Saves < saves && TimeProvider.System.GetElapsedTime(started) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        await Task.Delay(rest, TimeProvider.System);
    }

    private async Task<VictimProcess> StartAsync(int host, bool saves)
    {
        var from = saves ? _values += 100_000 : 0;
        return await VictimProcess.StartAsync(
            [database.ToString(), connection, org.Address.ToString(), host.ToString(CultureInfo.InvariantCulture), _hosts.ToString(CultureInfo.InvariantCulture), from.ToString(CultureInfo.InvariantCulture)],
            (member, value) =>
            {
                _saved[member] = value;
                Interlocked.Increment(ref _saves);
            });
    }

    // Somebody in Salesforce gives a contact another title, which no member touches.
    private async Task EditAsync()
    {
        var contacts = await ContactsAsync();
        if (contacts.Count == 0)
            return;

        var (contact, title) = (contacts[random.Next(contacts.Count)], $"Title {_edited.Count} {random.Next()}");
        using var answer = await _people.PatchAsync(new Uri($"services/data/v67.0/sobjects/Contact/{contact["Id"]}", UriKind.Relative), JsonContent.Create(new JsonObject { ["Title"] = title }));
        answer.EnsureSuccessStatusCode();
        _edited[contact["Portal_Id__c"]!.GetValue<string>()] = title;
    }

    private async Task<List<Finding>> FindAsync()
    {
        var findings = new List<Finding>();
        await using var site = Site();
        var members = await site.Members.AsNoTracking().ToListAsync();
        var contacts = (await ContactsAsync()).ToLookup(contact => contact["Portal_Id__c"]?.GetValue<string>());
        foreach (var (number, value) in _saved)
        {
            if (members.Find(member => member.Id == Victim.MemberId(number)) is not { } member || int.Parse(member.Phone!, CultureInfo.InvariantCulture) < value)
                findings.Add(new Finding(FindingKind.Lost, $"member {number}: {value} was said to be saved and is not there"));
        }

        foreach (var member in members)
        {
            var there = contacts[member.Id.ToString()].ToList();
            if (there.Count > 1)
                findings.Add(new Finding(FindingKind.Duplicated, $"{member.LastName} is there {there.Count} times"));
            if (there.Count == 0)
                findings.Add(new Finding(FindingKind.Lost, $"{member.LastName} is not in Salesforce"));
            else if (there[0]["Phone"]?.GetValue<string>() != member.Phone)
                findings.Add(new Finding(FindingKind.Diverged, $"{member.LastName}: Phone here {member.Phone}, there {there[0]["Phone"]}"));
            if (_edited.TryGetValue(member.Id.ToString(), out var title) && (member.Title != title || there.Count == 0 || there[0]["Title"]?.GetValue<string>() != title))
                findings.Add(new Finding(FindingKind.Lost, $"{member.LastName}: the title {title} of Salesforce, here {member.Title}"));
        }

        if (contacts.Sum(group => group.Count()) > members.Count)
            findings.Add(new Finding(FindingKind.Duplicated, $"{members.Count} members, {contacts.Sum(group => group.Count())} contacts"));
        foreach (var stuck in await site.Database.SqlQueryRaw<string>("SELECT key || ' ' || COALESCE(failure, '') AS \"Value\" FROM sync_work").ToListAsync())
            findings.Add(new Finding(FindingKind.Stuck, stuck));
        return findings;
    }

    private async Task<List<JsonNode>> ContactsAsync()
    {
        var answer = await _people.GetFromJsonAsync<JsonNode>(new Uri($"services/data/v67.0/query?q={Uri.EscapeDataString("SELECT Id, Portal_Id__c, Phone, Title FROM Contact")}", UriKind.Relative));
        return [.. answer!["records"]!.AsArray().Select(record => record!)];
    }

    private SiteContext Site()
    {
        var options = new DbContextOptionsBuilder<SiteContext>();
        Victim.Use(options, database, connection);
        return new SiteContext(options.Options);
    }
}
