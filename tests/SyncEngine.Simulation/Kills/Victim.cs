using System.Globalization;
using Connector.Salesforce.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncEngine.Simulation.Site;

namespace SyncEngine.Simulation.Kills;

/// <summary>
/// A host of a site, as a process of its own: the engine, and a member who saves all the time. It says what is saved once that is committed, and
/// lives until somebody kills it.
/// </summary>
internal static class Victim
{
    public const string Verb = "--victim";
    public const string Ready = "ready";

    /// <summary>Its own members are those whose number is its own modulo the hosts: who saves a value last is then certain.</summary>
    public static Guid MemberId(int number) => new(number, 0, 1, new byte[8]);

    public static int Run(string[] args)
    {
        var (database, connection, org, host, hosts, from) =
            (Enum.Parse<KillDatabase>(args[0]), args[1], new Uri(args[2]), Number(args[3]), Number(args[4]), Number(args[5]));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SyncEngine:Quiet"] = "00:00:00.020",
            ["SyncEngine:Lease"] = "00:00:02",
            ["SyncEngine:RetryBase"] = "00:00:00.100",
            ["SyncEngine:RetryMax"] = "00:00:01",
            ["SyncEngine:PollEvery"] = "00:00:01",
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDbContext<SiteContext>(options => Use(options, database, connection));
        builder.Services.AddSalesforceConnector(options =>
        {
            options.AccessToken = KillRun.Token;
            options.InstanceUrl = org;
        });
        SiteMapping.Map(builder.Services.AddSyncEngine<SiteContext>(builder.Configuration));
        using var site = builder.Build();
        SaveAsync(site, host, hosts, from).GetAwaiter().GetResult();
        return 0;
    }

    public static void Use(DbContextOptionsBuilder options, KillDatabase database, string connection)
    {
        if (database == KillDatabase.Sqlite)
            options.UseSqlite(connection);
        else
            options.UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure());
    }

    // From zero on nothing is saved: only what is left is brought to an end.
    private static async Task SaveAsync(IHost site, int host, int hosts, int from)
    {
        await site.StartAsync();
        Console.WriteLine(Ready);
        var random = new Random(from);
        for (var value = from; from > 0; value++)
        {
            await using var scope = site.Services.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<SiteContext>();
            var number = (random.Next(KillRun.Members) * hosts) + host;
            var id = MemberId(number);
            var member = await context.Members.FindAsync(id);
            if (member is null)
                context.Add(member = new Member { Id = id, FirstName = "First", LastName = $"Member {number}", Email = $"member{number}@example.org" });
            member.Phone = value.ToString(CultureInfo.InvariantCulture);
            try
            {
                await context.SaveChangesAsync();
                Console.WriteLine($"{number} {value}");
            }
            catch (DbUpdateException)
            {
                // Somebody's change came in at the same moment: not saved, and not said to be.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System);
        }

        await site.WaitForShutdownAsync();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
