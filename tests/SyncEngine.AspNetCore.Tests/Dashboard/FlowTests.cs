using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>The second host with a Salesforce org beside it, by a browser: what staff do in the room really happens over there.</summary>
public sealed class FlowTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task Edit_reaches_Salesforce_and_the_room_tells_its_story()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        using var site = await host.ClientAsync(null);
        using var saved = await site.PostAsJsonAsync(new Uri("/people", UriKind.Relative), new { Name = "Lovelace", Email = "ada@example.org" }, Cancel);
        saved.EnsureSuccessStatusCode();
        var page = await room.PageAsync(host: host);

        await page.GotoAsync("/admin/sync");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "In agreement" })).ToBeVisibleAsync();
        await Expect(page.GetByText("used in the last 24 hours").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Journal" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("ada@");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Created in Salesforce" })).ToBeVisibleAsync();

        // A poll that saw the new contact before its link was written down has had it looked at once more, and its row is the newer one.
        await page.GetByRole(AriaRole.Link, new() { Name = "Lovelace" }).First.ClickAsync();

        var contact = (await org.QueryAsync("SELECT Id, LastName, Email FROM Contact WHERE Email = 'ada@example.org'")).Should().ContainSingle().Subject;
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = contact["Id"]!.GetValue<string>() })).ToBeVisibleAsync();

        // Somebody changes it over there: the comparison shows both sides.
        await org.UpdateAsync("Contact", contact["Id"]!.GetValue<string>(), new { LastName = "Byron" });
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare with Salesforce now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "LastName" })).ToContainTextAsync("Byron");
        await Expect(page.GetByText("Differs")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Failure_is_found_understood_mended_and_retried()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        using var site = await host.ClientAsync(null);
        using var saved = await site.PostAsJsonAsync(new Uri("/people", UriKind.Relative), new { Name = new string('n', 90), Email = "long@example.org" }, Cancel);
        saved.EnsureSuccessStatusCode();
        var page = await room.PageAsync(host: host);

        await page.GotoAsync("/admin/sync");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "a person is needed" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "1 failure" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "longer than Salesforce allows" })).ToBeVisibleAsync();
        using (var scope = host.App.Services.CreateScope())
        {
            // The column is mended behind the engine's back, so that only the button can set it going again.
            var people = scope.ServiceProvider.GetRequiredService<PeopleContext>();
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(people.Database, $"UPDATE People SET Name = 'Short'", Cancel);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Try it again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 record is being tried again");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "In agreement" })).ToBeVisibleAsync();

        (await org.QueryAsync("SELECT LastName FROM Contact WHERE Email = 'long@example.org'")).Should().ContainSingle().Which["LastName"]!.GetValue<string>().Should().Be("Short");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Page_stays_fresh_by_itself_and_leaves_what_is_in_use_alone()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        var page = await room.PageAsync(host: host);
        await page.GotoAsync("/admin/sync/failures");
        await page.GetByText("They may stand as they are").ClickAsync();
        await page.GetByLabel("Why? for the journal").First.FillAsync("Half a sentence");

        await host.App.Services.GetRequiredService<ISyncFailures>().RetryAllAsync(null, new Model.Cause("admin", "8"), Cancel);
        await page.WaitForResponseAsync(answer => answer.Url.EndsWith("/admin/sync/failures", StringComparison.Ordinal) && answer.Ok);
        await Expect(page.GetByLabel("Why? for the journal").First).ToHaveValueAsync("Half a sentence");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Failures", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Nothing failed, nothing waits")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Every_room_is_reached_and_left_by_keyboard()
    {
        var page = await room.PageAsync();
        await page.GotoAsync("/admin/sync");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();

        foreach (var name in new[] { "Journal", "Failures", "Decisions", "Bulk", "Mappings", "Checks", "Inbox", "Audit", "Overview" })
        {
            var link = page.GetByRole(AriaRole.Navigation, new() { Name = "Control room" }).GetByRole(AriaRole.Link, new() { Name = name });
            await link.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Control room" }).Locator("[aria-current=page]")).ToHaveTextAsync(name);
        }

        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Unsure_match_is_decided_by_keyboard_without_script()
    {
        await using var org = await Org.StartAsync();
        await org.CreateAsync("Contact", new { LastName = "Hopper", Email = "grace@example.org" });
        var second = await org.CreateAsync("Contact", new { LastName = "G. Hopper", Email = "grace@example.org" });
        await using var host = await RunningHost.StartAsync(org.Settings);
        using var site = await host.ClientAsync(null);
        using var saved = await site.PostAsJsonAsync(new Uri("/people", UriKind.Relative), new { Name = "Hopper", Email = "grace@example.org" }, Cancel);
        saved.EnsureSuccessStatusCode();
        var matches = host.App.Services.GetRequiredService<ISyncMatches>();
        await UntilAsync(async () => (await matches.ListAsync(Cancel)).Count == 1);
        var index = (await matches.ListAsync(Cancel))[0].Candidates.ToList().FindIndex(candidate => candidate.RemoteId == second) + 1;
        var page = await room.PageAsync(new() { JavaScriptEnabled = false }, host);

        await page.GotoAsync("/admin/sync/matches");
        await Expect(page.GetByText("2 Contact records in Salesforce fit this one")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Candidate {index} is the same" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("the existing record is the same");

        await UntilAsync(async () => (await org.QueryAsync($"SELECT Id FROM Contact WHERE Portal_Id__c != null")).Count == 1);
        (await org.QueryAsync("SELECT Id FROM Contact WHERE Portal_Id__c != null")).Single()["Id"]!.GetValue<string>().Should().Be(second);
        (await org.QueryAsync("SELECT Id FROM Contact WHERE Email = 'grace@example.org'")).Should().HaveCount(2, "nothing was made anew");
        await page.Context.DisposeAsync();
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromMinutes(2));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }
    }
}
