using MemberPortal.Tests.Crash;
using Microsoft.Data.Sqlite;
using Simulator.Tests.StripeAccount;

namespace MemberPortal.Tests.Payments;

/// <summary>The official command-line tool makes things happen in the account; the portal, a process of its own, takes every webhook and takes nothing of a stranger's for its own.</summary>
public sealed class CommandLineToolTests(NodeDrivers node) : IClassFixture<NodeDrivers>, IAsyncLifetime
{
    private const string MembersEmail = "eli.brandt@tallpines.example";

    private readonly string _folder = Directory.CreateTempSubdirectory("cli-").FullName;
    private SurvivingOrg _org = null!;
    private SurvivingAccount _account = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await SurvivingOrg.StartAsync(Path.Combine(_folder, "key"));
        _account = await SurvivingAccount.OpenAsync(_org.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _account.Dispose();
        await _org.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Triggers_reach_the_portal_which_takes_them_all_and_ignores_strangers_customers()
    {
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        await using var portal = await PortalUnderFire.StartAsync(site, null, [.. _org.Settings, .. _account.Settings]);
        await _account.DeliverToAsync(portal.Address);
        var account = $"http://127.0.0.1:{_org.Address.Port}";

        foreach (var told in (string[])["customer.created", "payment_intent.succeeded", "checkout.session.completed", "invoice.paid"])
        {
            var (code, output, error) = await node.TriggerAsync(account, told);
            code.Should().Be(0, $"{told}: {output}{error}");
        }

        // A member's address on somebody else's customer links nothing.
        var (overridden, said, complaint) = await node.TriggerAsync(account, "customer.created", "--override", $"customer:email={MembersEmail}");
        overridden.Should().Be(0, said + complaint);

        await EventuallyAsync(_account.IsDeliveredAsync, "each webhook is answered 200");
        await EventuallyAsync(async () => (await EventsAsync(site)).All(one => one.State != Stored), "each is settled");
        var events = await EventsAsync(site);
        events.Select(one => one.Type).Should().Contain(["customer.created", "payment_intent.succeeded", "checkout.session.completed", "invoice.paid"]);
        events.Where(one => one.CustomerId is not null).Should().NotBeEmpty().And.OnlyContain(one => one.State == Ignored && one.Reason == "The customer was not made by this site.");
        events.Select(one => one.State).Should().NotContain(Reconciled, "nothing of it is ours");
        (await _account.CustomersAsync()).Should().Contain(customer => customer.Email == MembersEmail);
        (await CountAsync(site, "SELECT count(*) FROM stripe_customer")).Should().Be(0);
        (await CountAsync(site, "SELECT count(*) FROM stripe_fact WHERE id NOT LIKE 'offline:%'")).Should().Be(0);
        (await _org.QueryAsync($"SELECT Id FROM Opportunity WHERE Account.Name = 'Tall Pines Pantry'")).Should().BeEmpty();
    }

    private const int Stored = 0;
    private const int Reconciled = 1;
    private const int Ignored = 2;

    private static async Task<List<(string Type, int State, string? Reason, string? CustomerId)>> EventsAsync(string site)
    {
        await using var connection = await OpenAsync(site);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT type, state, reason, customer_id FROM stripe_event";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var events = new List<(string, int, string?, string?)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            events.Add((reader.GetString(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return events;
    }

    private static async Task<long> CountAsync(string site, string sql)
    {
        await using var connection = await OpenAsync(site);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<SqliteConnection> OpenAsync(string site)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(site, "portal.db")};Mode=ReadOnly");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromMinutes(2), what);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
