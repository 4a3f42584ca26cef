using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SyncEngine.AspNetCore.Tests.Hosts;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>The mapping editor against a live org: checked, tried, published, in force, rolled back.</summary>
public sealed class MappingTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Admin_maps_a_property_tries_it_publishes_it_and_goes_back(bool script)
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        using var site = await host.ClientAsync(null);
        using var saved = await site.PostAsJsonAsync(new Uri("/people", UriKind.Relative), new { Name = "Lovelace", Email = "ada@example.org", Phone = "+44 20 7946 0000" }, Cancel);
        saved.EnsureSuccessStatusCode();
        await FlowTests.UntilAsync(async () => (await org.QueryAsync("SELECT Id FROM Contact WHERE Email = 'ada@example.org'")).Count == 1);
        var page = await room.PageAsync(new() { JavaScriptEnabled = script }, host);

        await page.GotoAsync("/admin/sync/mappings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit Person" }).ClickAsync();
        await page.GetByText("Map another property").First.ClickAsync();
        await page.GetByLabel("Property here").First.SelectOptionAsync("Phone");
        await page.Locator("[name='remote.2']").FillAsync("Telephone__c");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByText("Contact has no field Telephone__c").First).ToBeVisibleAsync();

        await page.Locator("[name='remote.2']").FillAsync("Phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await Expect(page.GetByText("1 record was read on both sides")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Phone 1 0 0" })).ToContainTextAsync("+44 20 7946 0000");
        (await org.QueryAsync("SELECT Phone FROM Contact WHERE Email = 'ada@example.org'"))[0]["Phone"].Should().BeNull("a dry run sends nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "last 1,000 decisions" }).ClickAsync();

        // Two, where a poll saw the new contact before its link was written down.
        await Expect(page.GetByText(new Regex("(1 recorded decision was|2 recorded decisions were) planned again"))).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.GetByText("Say in a sentence why")).ToBeVisibleAsync();
        await page.GetByLabel("Why is it published?").FillAsync("Telephone numbers belong to Salesforce, too.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Published as version 1");
        await Expect(page.GetByText("Telephone numbers belong to Salesforce, too.")).ToBeVisibleAsync();
        await FlowTests.UntilAsync(async () => (await org.QueryAsync("SELECT Phone FROM Contact WHERE Email = 'ada@example.org'"))[0]["Phone"]?.GetValue<string>() == "+44 20 7946 0000");

        await page.GetByRole(AriaRole.Button, new() { Name = "Go back to the site's code" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Published as version 2");
        var inForce = (await host.App.Services.GetRequiredService<ISyncMappings>().ListAsync(Cancel)).Single();
        inForce.Draft.Fields.Select(field => field.Name).Should().Equal("Name", "Email");
        var told = (await host.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Scope = "admin:mapping" }, Cancel)).Items;
        told.Select(entry => (entry.Cause.ToString(), entry.Fields.Single().Field, entry.Fields.Single().Before is null)).Should().Equal(("admin:7", "Phone", false), ("admin:7", "Phone", true));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Field_that_is_moved_is_compared_anew_and_never_wiped()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        using var site = await host.ClientAsync(null);
        using var saved = await site.PostAsJsonAsync(new Uri("/people", UriKind.Relative), new { Name = "Lovelace", Email = "ada@example.org" }, Cancel);
        var id = await saved.Content.ReadFromJsonAsync<Guid>(Cancel);
        var status = host.App.Services.GetRequiredService<ISyncStatus>();
        await FlowTests.UntilAsync(async () => (await status.GetAsync<Person>(id.ToString(), Cancel)).State == SyncState.InSync);
        var mappings = host.App.Services.GetRequiredService<ISyncMappings>();
        var code = (await mappings.ListAsync(Cancel)).Single().Draft;

        // The new place is blank over there; were the old agreement still to count, that blank would look like somebody's deletion.
        var moved = code with { Fields = [.. code.Fields.Select(field => field.Name == "Email" ? field with { RemoteField = "Description" } : field)], Match = [] };
        (await mappings.PublishAsync(moved, 0, "Moved.", new Model.Cause("admin", "7"), Cancel)).Should().Be(1);
        (await mappings.ResyncAsync("Person", new Model.Cause("admin", "7"), Cancel)).Should().Be(1);

        await FlowTests.UntilAsync(async () => (await org.QueryAsync("SELECT Description FROM Contact"))[0]["Description"]?.GetValue<string>() == "ada@example.org");
        using var scope = host.App.Services.CreateScope();
        (await scope.ServiceProvider.GetRequiredService<PeopleContext>().People.FindAsync([id], Cancel))!.Email.Should().Be("ada@example.org");
    }

    [Fact]
    public async Task Value_that_is_written_otherwise_in_Salesforce_goes_and_comes_back()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        var (id, contact) = await host.SyncedAsync(org, "Lovelace", "ada@example.org");
        using var staff = await host.ClientAsync();
        (string, string)[] fields = [.. Fields("Name", "LastName").Where(field => field.Name != "rows"), ("rows", "2"), ("note", "Words of theirs."),
            ("field.1", "Phone"), ("remote.1", "Description"), ("direction.1", "Both"), ("policy.1", "Manual"), ("comparison.1", "Exact")];

        using var unsure = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", [.. fields, ("values.1", "home = At home\r\naway = at HOME")]);
        using var half = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", [.. fields, ("values.1", "home")]);
        using var published = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", [.. fields, ("values.1", "home = At home\r\naway = On the road")]);
        await host.EditAsync(id, person => person.Phone = "home");
        await FlowTests.UntilAsync(async () => (await org.QueryAsync("SELECT Description FROM Contact"))[0]["Description"]?.GetValue<string>() == "At home");
        await host.AgreedAsync(id);
        await org.UpdateAsync("Contact", contact, new { Description = "On the road" });
        await host.App.Services.GetRequiredService<ISyncMarks>().MarkRecordAsync<Person>(id.ToString(), new Model.Cause("admin", "7"), Cancel);

        await FlowTests.UntilAsync(async () => await host.PhoneAsync(id) == "away");
        (await unsure.Content.ReadAsStringAsync(Cancel)).Should().Contain("unsure which");
        (await half.Content.ReadAsStringAsync(Cancel)).Should().Contain("blank side");
        published.StatusCode.Should().Be(System.Net.HttpStatusCode.SeeOther);
        var editor = await staff.GetStringAsync(new Uri("/admin/sync/mapping?name=Person", UriKind.Relative), Cancel);
        editor.Should().Contain("away = On the road</textarea>");
    }

    [Fact]
    public async Task Draft_that_does_not_fit_is_not_published()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        var mappings = host.App.Services.GetRequiredService<ISyncMappings>();
        using var staff = await host.ClientAsync();

        using var missing = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", Fields("Name", "No_Such__c"));
        using var readOnly = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", Fields("Name", "CreatedDate"));
        using var unknown = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", Fields("Nonsense", "LastName"));
        using var garbage = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", [.. Fields("Name", "LastName").Where(field => field.Name != "direction.0"), ("direction.0", "Sideways")]);
        using var huge = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/publish", [.. Fields("Name", "LastName").Where(field => field.Name != "rows"), ("rows", "99999999")]);
        using var other = await staff.PostFormAsync("/admin/sync/mapping?name=Person", "/admin/sync/mapping/try", [.. Fields("Name", "LastName").Where(field => field.Name != "name"), ("name", "Nobody")]);

        (await missing.Content.ReadAsStringAsync(Cancel)).Should().Contain("has no field No_Such__c");
        (await readOnly.Content.ReadAsStringAsync(Cancel)).Should().Contain("Has to be mended");
        (await unknown.Content.ReadAsStringAsync(Cancel)).Should().Contain("no property Nonsense");
        new[] { missing, readOnly, unknown, garbage, huge }.Should().OnlyContain(answer => answer.StatusCode == System.Net.HttpStatusCode.BadRequest);
        other.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await mappings.ListAsync(Cancel)).Single().Version.Should().Be(0);
    }

    [Fact]
    public async Task Second_of_two_admins_does_not_publish_over_the_first()
    {
        await using var host = await RunningHost.StartAsync();
        using var staff = await host.ClientAsync();
        var mappings = host.App.Services.GetRequiredService<ISyncMappings>();
        var draft = (await mappings.ListAsync(Cancel)).Single().Draft;
        (await mappings.PublishAsync(draft with { Match = [] }, 0, "First.", new Model.Cause("admin", "1"), Cancel)).Should().Be(1);

        var page = await staff.SubmitAsync("/admin/sync/mapping?name=Person", "mapping/publish", Fields("Name", "LastName"));

        page.Should().Contain("Somebody published another version meanwhile");
        (await mappings.HistoryAsync("Person", Cancel)).Select(version => version.Version).Should().Equal(1, 0);
    }

    [Fact]
    public async Task Published_version_is_in_force_after_a_restart_and_on_another_host()
    {
        await using var host = await RunningHost.StartAsync();
        await using var other = await host.BesideAsync();
        var draft = (await host.App.Services.GetRequiredService<ISyncMappings>().ListAsync(Cancel)).Single().Draft;
        var outward = draft with { Fields = [.. draft.Fields.Select(field => field with { Direction = Direction.ToSalesforce, Policy = ConflictPolicy.LocalWins })] };

        await host.App.Services.GetRequiredService<ISyncMappings>().PublishAsync(outward, 0, "Outward only.", new Model.Cause("admin", "1"), Cancel);
        await using var later = await host.BesideAsync();

        (await DirectionAsync(later)).Should().Be(Direction.ToSalesforce, "it is read before the host serves");
        await FlowTests.UntilAsync(async () => await DirectionAsync(other) == Direction.ToSalesforce);
    }

    // What the host works with, as a record's page shows it.
    private static async Task<Direction> DirectionAsync(RunningHost host)
    {
        using var scope = host.App.Services.CreateScope();
        var people = scope.ServiceProvider.GetRequiredService<PeopleContext>();
        var person = new Person { Name = "Probe" };
        people.Add(person);
        await people.SaveChangesAsync(Cancel);
        return (await host.App.Services.GetRequiredService<ISyncRecords>().GetAsync(Seed.Key(person), cancellationToken: Cancel))!.Fields[0].Direction;
    }

    private static (string Name, string Value)[] Fields(string property, string remote) =>
    [
        ("name", "Person"), ("basedOn", "0"), ("rows", "1"), ("note", "Because."), ("step", "publish"),
        ("field.0", property), ("remote.0", remote), ("direction.0", "ToSalesforce"), ("policy.0", "Manual"), ("comparison.0", "Exact"),
    ];
}
