using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;

namespace SyncEngine.Stripe.Tests;

/// <summary>What the control room shows of Stripe: the inbox, what must hold, the pages at Stripe.</summary>
public sealed class ControlTests
{
    private static readonly Cause Admin = new("admin", "staff-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Broken_rule_is_told_repaired_and_journalled()
    {
        await using var site = await JoinedAsync();
        var rules = site.App.Services.GetRequiredService<IEnumerable<ISyncInvariants>>().Single();
        (await rules.LatestAsync(Token)).Should().BeNull("nothing was checked yet");
        (await rules.CheckAsync(Admin, Token)).Breaches.Should().BeEmpty();
        await ExecuteAsync(site, "UPDATE Members SET PaymentStatus = 'none'");

        var report = await rules.CheckAsync(Admin, Token);
        var breach = report.Breaches.Should().ContainSingle().Subject;
        var done = await rules.RepairAsync(breach.Id, Admin, Token);
        var unknown = await rules.RepairAsync("nothing", Admin, Token);
        await site.QuietAsync();

        report.Rules.Should().Contain(breach.Rule).And.HaveCountGreaterThan(8);
        breach.Key.Should().Be(WorkKey.ForRecord("Member", site.MemberId.ToString()));
        breach.Repair.Should().Be("bring the site's rows to what the facts say");
        (done, unknown).Should().Be((true, false));
        (await site.MemberAsync()).PaymentStatus.Should().Be("paid");
        (await rules.CheckAsync(Admin, Token)).Breaches.Should().BeEmpty();
        (await rules.LatestAsync(Token))!.Summary.Should().Contain("1 payments").And.Contain("75.00");
        var told = await site.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Action = JournalAction.Decided, Cause = "admin:staff-1" }, Token);
        told.Items.Should().Contain(entry => entry.Key.Type == "repair").And.Contain(entry => entry.Key.Type == "invariants");
    }

    [Fact]
    public async Task Every_kind_of_difference_belongs_to_a_rule_of_its_own_words()
    {
        await using var site = await JoinedAsync();

        var report = await site.App.Services.GetRequiredService<IEnumerable<ISyncInvariants>>().Single().CheckAsync(Admin, Token);

        report.Rules.Should().NotContain("Everything else agrees", "a new kind needs its rule").And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Delivery_is_listed_with_its_page_and_replayed()
    {
        await using var site = await JoinedAsync();
        var inbox = site.App.Services.GetRequiredService<IEnumerable<ISyncInbox>>().Single();
        await ExecuteAsync(site, "UPDATE stripe_event SET state = 3, reason = 'Look.' WHERE id = (SELECT min(id) FROM stripe_event)");

        var quarantined = (await inbox.ListAsync(InboxState.Quarantined, cancellationToken: Token)).Items.Should().ContainSingle().Subject;
        var replayed = await inbox.ReplayAsync(quarantined.Id, Admin, Token);
        var unknown = await inbox.ReplayAsync("evt_nothing", Admin, Token);

        (inbox.Name, quarantined.Reason).Should().Be(("Stripe", "Look."));
        quarantined.Link.Should().Be(new Uri($"https://dashboard.stripe.com/test/events/{quarantined.Id}"));
        (replayed, unknown).Should().Be((true, false));
        (await inbox.ListAsync(cancellationToken: Token)).Items.Should().Contain(item => item.Key == WorkKey.ForRecord("Member", site.MemberId.ToString()), "it is known whose they are");
        (await inbox.ListAsync(InboxState.Quarantined, cancellationToken: Token)).Items.Should().BeEmpty();
        var told = await site.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Scope = "admin:webhook" }, Token);
        told.Items.Should().ContainSingle().Which.Cause.Should().Be(Admin);
    }

    [Fact]
    public async Task Members_page_leads_to_their_customer()
    {
        await using var site = await JoinedAsync();
        var links = site.App.Services.GetRequiredService<IEnumerable<ISyncLinks>>().Single();
        var customer = (await site.Account.V1.Customers.ListAsync(cancellationToken: Token)).Data.Single().Id;

        (await links.FindAsync(WorkKey.ForRecord("Member", site.MemberId.ToString()), Token)).Should().Equal(($"Stripe customer {customer}", new Uri($"https://dashboard.stripe.com/test/customers/{customer}")));
        (await links.FindAsync(new WorkKey("stripe", "customer", customer), Token)).Should().ContainSingle();
        (await links.FindAsync(WorkKey.ForRecord("Member", Guid.NewGuid().ToString()), Token)).Should().BeEmpty();
        (await links.FindAsync(new WorkKey("stripe", "customer", "cus_x/../../evil"), Token)).Should().BeEmpty("an id is letters and digits");
    }

    private static async Task<TestSite> JoinedAsync()
    {
        var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.DeliverAllAsync((await site.EventsAsync()).Where(body => !body.Contains("\"type\":\"product.", StringComparison.Ordinal) && !body.Contains("\"type\":\"price.", StringComparison.Ordinal)));
        await site.QuietAsync();

        // So long ago that no charge waits for its invoice any more.
        site.Clock.Advance(TimeSpan.FromHours(2));
        return site;
    }

    private static async Task ExecuteAsync(TestSite site, string sql)
    {
        await using var connection = new SqliteConnection(site.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}
