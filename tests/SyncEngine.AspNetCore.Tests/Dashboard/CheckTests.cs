using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Tests.Hosts;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>What other packages bring into the room, failures that may stand, switches, and what runs by itself; as a browser without script has it.</summary>
public sealed class CheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Broken_rule_is_shown_with_its_exceptions_and_repaired()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        using var staff = await host.ClientAsync();
        var elsewhere = host.App.Services.GetRequiredService<Elsewhere>();

        var page = await staff.GetStringAsync(new Uri("/admin/sync/checks", UriKind.Relative), Cancel);
        var overview = await staff.GetStringAsync(new Uri("/admin/sync", UriKind.Relative), Cancel);
        var repaired = await staff.SubmitAsync("/admin/sync/checks", "checks/repair", ("name", "Payments"), ("id", "one"));
        var person = await staff.SubmitAsync("/admin/sync/checks", "checks/repair", ("name", "Payments"), ("id", "two"));
        var checkedNow = await staff.SubmitAsync("/admin/sync/checks", "checks/run", ("name", "Payments"));

        page.Should().ContainAll("2 exceptions", "holds", "Every payment has an Opportunity", "Stripe: 120.00 USD", "https://pay.example/pi_3", "a person decides");
        overview.Should().ContainAll("What must hold", "2 exceptions");
        repaired.Should().Contain("The repair is on its way");
        person.Should().Contain("taken care of in the meantime");
        checkedNow.Should().Contain("Checked: 2 exceptions");
        elsewhere.Asked.Should().Equal(("repair one", new Cause("admin", "7")), ("repair two", new Cause("admin", "7")), ("check", new Cause("admin", "7")));
    }

    [Fact]
    public async Task Quarantined_delivery_is_found_and_replayed()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        using var staff = await host.ClientAsync();

        var quarantine = await staff.GetStringAsync(new Uri("/admin/sync/inbox?state=Quarantined", UriKind.Relative), Cancel);
        var replayed = await staff.SubmitAsync("/admin/sync/inbox", "inbox/replay", ("inbox", "Payments"), ("id", "evt_2"));
        var record = await staff.GetStringAsync(new Uri($"/admin/sync/record?key={Seed.Key(Seed.Ada)}", UriKind.Relative), Cancel);

        quarantine.Should().ContainAll("radar.early_fraud_warning.created", "none that this package acts on").And.NotContain("invoice.paid");
        replayed.Should().Contain("looked at once more");
        host.App.Services.GetRequiredService<Elsewhere>().Asked.Should().Equal(("replay evt_2", new Cause("admin", "7")));
        record.Should().Contain("href=\"https://pay.example/cus_7\"");
    }

    [Fact]
    public async Task Room_without_other_packages_says_so()
    {
        await using var host = await RunningHost.StartAsync();
        using var staff = await host.ClientAsync();

        (await staff.GetStringAsync(new Uri("/admin/sync/checks", UriKind.Relative), Cancel)).Should().Contain("No package of this site keeps invariants");
        (await staff.GetStringAsync(new Uri("/admin/sync/inbox", UriKind.Relative), Cancel)).Should().Contain("No package of this site takes deliveries in");
    }

    [Fact]
    public async Task Failure_may_stand_for_a_reason_and_comes_back_when_asked()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        var group = (await host.App.Services.GetRequiredService<ISyncFailures>().GroupAsync(Cancel)).Single(cause => cause.Count == 2);

        using var silent = await staff.PostFormAsync("/admin/sync/failures", "/admin/sync/failures/ignore", ("group", group.Id), ("reason", "  "));
        var one = await staff.SubmitAsync($"/admin/sync/record?key={Seed.Key(Seed.Failed[0])}", "failures/ignore", ("key", Seed.Key(Seed.Failed[0]).ToString()), ("reason", "A test account."));
        var rest = await staff.SubmitAsync("/admin/sync/failures", "failures/ignore", ("group", group.Id), ("reason", "They left."));
        var ignored = await staff.GetStringAsync(new Uri("/admin/sync/failures?ignored=1", UriKind.Relative), Cancel);
        var back = await staff.SubmitAsync("/admin/sync/failures?ignored=1", "record/sync", ("key", Seed.Key(Seed.Failed[0]).ToString()));

        silent.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest, "a reason is needed");
        one.Should().Contain("Ignored until it changes: A test account.");
        rest.Should().Contain("1 failure may stand").And.Contain("3 failures that somebody said may stand");
        ignored.Should().ContainAll("Failed 1", "Failed 2", "Katherine Johnson");
        back.Should().Contain("is being compared with Salesforce now");
    }

    [Fact]
    public async Task Switches_are_set_and_told()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var page = await staff.SubmitAsync("/admin/sync/mappings", "mapping/switch", ("name", "Person"), ("outward", "Shadow"), ("inward", "Off"));
        using var garbage = await staff.PostFormAsync("/admin/sync/mappings", "/admin/sync/mapping/switch", ("name", "Person"), ("outward", "Sideways"), ("inward", "Off"));

        page.Should().Contain("The switches are set").And.Contain("<option value=\"Shadow\" selected>").And.Contain("by Staff 7");
        garbage.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        (await host.App.Services.GetRequiredService<ISyncSwitches>().ListAsync(Cancel)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Outward = DirectionSwitch.Shadow, Inward = DirectionSwitch.Off });
        (await staff.GetStringAsync(new Uri("/admin/sync/audit", UriKind.Relative), Cancel)).Should().ContainAll("To Salesforce", "<del><span class=\"sync-value\">On</span></del>", "<ins><span class=\"sync-value\">Shadow</span></ins>");
    }

    [Fact]
    public async Task Job_is_shown_with_its_last_word_and_asked_for()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var page = await staff.GetStringAsync(new Uri("/admin/sync/checks", UriKind.Relative), Cancel);
        var asked = await staff.SubmitAsync("/admin/sync/checks", "checks/job", ("job", "sweep:Person"));
        using var unknown = await staff.PostFormAsync("/admin/sync/checks", "/admin/sync/checks/job", ("job", "nothing"));

        page.Should().ContainAll("Change feed contacts", "Listening", "Sweep of Person", "Salesforce did not answer.", "3 changed records read");
        asked.Should().Contain("a host takes it up within seconds");
        unknown.Headers.Location!.ToString().Should().Contain("said=gone");
    }

    [Fact]
    public async Task Link_is_given_up_and_values_are_forgotten_when_asked_surely()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        var path = $"/admin/sync/record?key={Seed.Key(Seed.Ada)}";
        var key = ("key", Seed.Key(Seed.Ada).ToString());

        using var unsure = await staff.PostFormAsync(path, "/admin/sync/record/forget", key);
        var forgotten = await staff.SubmitAsync(path, "record/forget", key, ("sure", "on"));
        var unlinked = await staff.SubmitAsync(path, "record/unlink", key, ("then", "rest"));
        using var again = await staff.PostFormAsync("/admin/sync/failures", "/admin/sync/record/unlink", key, ("then", "rest"));

        unsure.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        forgotten.Should().Contain("The values were removed from 1 journal entry").And.NotContain("Byron");
        unlinked.Should().Contain("The link is given up").And.Contain("not linked");
        again.StatusCode.Should().Be(System.Net.HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync(Cancel)).Should().Contain("It is not linked.");
    }
}
