using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SyncEngine.AspNetCore.Tests.Hosts;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Conflicts, the question why, and the way back, by a browser against a live org; the forms also without script.</summary>
public sealed class DecisionTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conflict_is_decided_by_a_third_value_and_its_story_says_why_and_is_taken_back(bool script)
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        var (id, contact) = await host.SyncedAsync(org, "Lovelace", "ada@example.org");
        await org.UpdateAsync("Contact", contact, new { LastName = "Byron" });
        await host.EditAsync(id, person => person.Name = "King");
        await FlowTests.UntilAsync(async () => await host.App.Services.GetRequiredService<ISyncConflicts>().CountAsync(Cancel) == 1);
        var page = await room.PageAsync(new() { JavaScriptEnabled = script }, host);

        await page.GotoAsync("/admin/sync");
        await page.GetByRole(AriaRole.Link, new() { Name = "1 decision" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Name" })).ToContainTextAsync("Last agreed on Lovelace");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Neither: a third value" }).CheckAsync();
        await page.GetByLabel("Third value for Name").FillAsync("King-Noel");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide for" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 field is decided");
        await FlowTests.UntilAsync(async () => await org.NameAsync(contact) == "King-Noel" && await host.NameAsync(id) == "King-Noel");
        await host.AgreedAsync(id);

        // Why has it this value? The story says who decided; the recorded decision says on what; and it is taken back.
        await page.GotoAsync($"/admin/sync/record?key={WorkKey.ForRecord("Person", id.ToString())}");
        await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link, new() { Name = "Name", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Why Name has its value" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Staff 7" }).First).ToContainTextAsync("King-Noel");
        await page.GetByRole(AriaRole.Link, new() { Name = "Why it was decided so" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Name" })).ToContainTextAsync("A person had decided it.");
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "A person decided" }).First.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Taken back");
        await FlowTests.UntilAsync(async () => await org.NameAsync(contact) == "King");
        (await host.NameAsync(id)).Should().Be("King");

        // The same change cannot be taken back twice: the field has moved on.
        await host.AgreedAsync(id);
        await page.GotoAsync($"/admin/sync/field?key={WorkKey.ForRecord("Person", id.ToString())}&name=Name");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "King-Noel" }).Filter(new() { HasText = "A person decided" }).Last.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("changed since");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Many_conflicts_are_looked_at_and_then_decided_by_a_rule()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        var people = new List<(Guid Id, string Contact)>();
        foreach (var number in Enumerable.Range(1, 3))
            people.Add(await host.SyncedAsync(org, $"Before {number}", $"p{number}@example.org"));
        foreach (var (id, contact) in people)
        {
            await org.UpdateAsync("Contact", contact, new { LastName = "There" });
            await host.EditAsync(id, person => person.Name = "Here");
        }

        var conflicts = host.App.Services.GetRequiredService<ISyncConflicts>();
        await FlowTests.UntilAsync(async () => await conflicts.CountAsync(Cancel) == 3);
        var page = await room.PageAsync(new() { JavaScriptEnabled = false }, host);

        await page.GotoAsync("/admin/sync/conflicts");
        await page.Locator("[name=rule]").SelectOptionAsync("salesforce");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what it would decide" }).ClickAsync();
        await Expect(page.GetByText("It decides 3 fields of 3 open ones")).ToBeVisibleAsync();
        (await conflicts.CountAsync(Cancel)).Should().Be(3, "looking decides nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide these 3" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("3 fields are decided");

        foreach (var (id, _) in people)
            await FlowTests.UntilAsync(async () => await host.NameAsync(id) == "There");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Conflict_that_changed_since_it_was_looked_at_is_asked_anew()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        var conflicts = host.App.Services.GetRequiredService<ISyncConflicts>();
        var shown = (await conflicts.FindAsync(Seed.Key(Seed.Alan), Cancel)).Select((conflict, index) => (conflict, index)).ToList();

        var page = await staff.SubmitAsync("/admin/sync/conflicts", "conflicts/decide",
            [("key", Seed.Key(Seed.Alan).ToString()), ("fields", "2"), .. shown.SelectMany(entry => new (string, string)[]
            {
                ($"field.{entry.index}", entry.conflict.Field), ($"choice.{entry.index}", "Remote"), ($"seen.{entry.index}", entry.index == 0 ? entry.conflict.Seen() : "0123456789abcdef"),
            })]);
        var nothing = await staff.SubmitAsync("/admin/sync/conflicts", "conflicts/decide", ("key", Seed.Key(Seed.Alan).ToString()), ("fields", "2"));

        page.Should().Contain("1 field is decided. The others have changed since you looked");
        nothing.Should().Contain("No choice was made");
        (await conflicts.FindAsync(Seed.Key(Seed.Alan), Cancel)).Should().ContainSingle().Which.Field.Should().Be(shown[1].conflict.Field);
    }
}
