using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SyncEngine.AspNetCore.Tests.Hosts;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Many records at once: tried, carried out, mended and repaired, held; the forms as they are without script.</summary>
public sealed class BulkTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task Batch_is_tried_carried_out_fails_in_part_and_is_repaired()
    {
        await using var org = await Org.StartAsync();
        await using var host = await RunningHost.StartAsync(org.Settings);
        await ImportAsync(host, [.. Enumerable.Range(1, 4).Select(number => new Person { Name = $"Imported {number}", Email = $"i{number}@example.org" }), new() { Name = new string('n', 90), Email = "long@example.org" }]);
        var page = await room.PageAsync(host: host);

        await page.GotoAsync("/admin/sync/bulk");
        await page.GetByLabel("Which records").SelectOptionAsync("unlinked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it first" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Carry it out" })).ToBeVisibleAsync();
        await Expect(page.Locator(".sync-figures > div").Filter(new() { HasText = "New in Salesforce" })).ToContainTextAsync("5");
        (await org.QueryAsync("SELECT Id FROM Contact")).Should().BeEmpty("a dry run sends nothing");

        await page.GetByRole(AriaRole.Button, new() { Name = "Carry it out" }).ClickAsync();
        await Expect(page.GetByText("5 records are finished of 5 taken up")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "What fails" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "longer than Salesforce allows" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show the record" }).ClickAsync();
        await page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).ClickAsync();

        // What was sent is told by its shape, and what was answered by Salesforce's own code.
        var sent = page.GetByRole(AriaRole.Region, new() { Name = "What was sent" });
        await Expect(sent).ToContainTextAsync("90 characters: letters");
        await Expect(sent).ToContainTextAsync("STRING_TOO_LONG");
        await Expect(sent).Not.ToContainTextAsync("long@example.org");
        await ImportAsync(host, []);
        using (var scope = host.App.Services.CreateScope())
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(scope.ServiceProvider.GetRequiredService<PeopleContext>().Database, $"UPDATE People SET Name = 'Short' WHERE length(Name) > 80", Cancel);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await FlowTests.UntilAsync(async () => (await org.QueryAsync("SELECT Id FROM Contact WHERE LastName = 'Short'")).Count == 1);

        (await org.QueryAsync("SELECT Id FROM Contact")).Should().HaveCount(5);
        await page.GotoAsync("/admin/sync/audit");
        await Expect(page.GetByText("A dry run of 5 records was asked for.")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("stale", "since", "", "since which day")]
    [InlineData("value", "field", "Nonsense", "maps no field &#x27;Nonsense&#x27;")]
    [InlineData("list", "ids", " \n ", "List the external ids")]
    public async Task Faulty_choice_of_records_is_named_and_kept(string which, string field, string value, string says)
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        using var answer = await staff.PostFormAsync("/admin/sync/bulk", "/admin/sync/bulk/start", ("mapping", "Person"), ("which", which), (field, value));
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        text.Should().Contain(says).And.Contain($"<option value=\"{which}\" selected>");
        (await host.App.Services.GetRequiredService<ISyncRuns>().ListAsync(Cancel)).Should().HaveCount(2, "none was started beside the seeded ones");
    }

    [Theory]
    [InlineData("all", "field", "")]
    [InlineData("failed", "field", "")]
    [InlineData("linked", "field", "")]
    [InlineData("stale", "since", "2026-01-01")]
    [InlineData("value", "field", "Email")]
    [InlineData("list", "ids", "a\r\nb, c")]
    public async Task Each_choice_of_records_starts_a_dry_run(string which, string field, string value)
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var page = await staff.SubmitAsync("/admin/sync/bulk", "bulk/start", ("mapping", "Person"), ("which", which), (field, value));

        page.Should().Contain("The run has begun").And.Contain("Dry run of Person");
        (await host.App.Services.GetRequiredService<ISyncRuns>().ListAsync(Cancel)).Should().Contain(run => run.IsDryRun && run.State == SyncRunState.Running);
    }

    [Fact]
    public async Task Run_is_paused_resumed_and_cancelled()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        var path = $"/admin/sync/run?id={Seed.Run}";
        var id = ("id", Seed.Run.ToString());

        var resumed = await staff.SubmitAsync(path, "run/resume", id);
        var paused = await staff.SubmitAsync(path, "run/pause", id);
        var cancelled = await staff.SubmitAsync(path, "run/cancel", id);
        using var again = await staff.PostFormAsync("/admin/sync/bulk", "/admin/sync/run/pause", id);

        resumed.Should().Contain("The run goes on.").And.Contain(">Pause<");
        paused.Should().Contain("the rest is held until you resume").And.Contain(">Resume<");
        cancelled.Should().Contain("what was not begun is taken back").And.NotContain(">Resume<");
        again.Headers.Location!.ToString().Should().Contain("said=gone");
        (await staff.GetStringAsync(new Uri("/admin/sync/audit", UriKind.Relative), Cancel)).Should().ContainAll("The run was resumed.", "The run was paused.", "The run was cancelled.");
    }

    [Fact]
    public async Task Tables_are_exported_and_a_formula_stays_text()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var journal = await staff.GetStringAsync(new Uri("/admin/sync/journal.csv?field=LastName", UriKind.Relative), Cancel);
        var failures = await staff.GetStringAsync(new Uri("/admin/sync/failures.csv", UriKind.Relative), Cancel);
        using var run = await staff.GetAsync(new Uri($"/admin/sync/run.csv?id={Seed.DryRun}", UriKind.Relative), Cancel);
        using var missing = await staff.GetAsync(new Uri("/admin/sync/run.csv?id=nonsense", UriKind.Relative), Cancel);

        journal.Should().StartWith("at,record,outcome").And.Contain("Ada <i>Byron</i>,Ada <b>Lovelace</b>").And.NotContain("A note for Mary.");
        failures.Split("\r\n").Should().HaveCount(7, "a heading, five that fail, and the end");
        (await run.Content.ReadAsStringAsync(Cancel)).Should().Contain(",'=old\r\n");
        (run.Content.Headers.ContentType!.MediaType, run.Content.Headers.ContentDisposition!.DispositionType).Should().Be(("text/csv", "attachment"));
        missing.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    // Past EF, as an import does it: nothing is marked.
    private static async Task ImportAsync(RunningHost host, Person[] people)
    {
        using var scope = host.App.Services.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<PeopleContext>();
        foreach (var person in people)
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(context.Database, $"INSERT INTO People (Id, Name, Email) VALUES ({person.Id}, {person.Name}, {person.Email})", Cancel);
    }
}
