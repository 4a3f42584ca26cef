using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>The pages and actions as a browser without script has them.</summary>
public sealed class RoomTests(SeededHost seeded) : IClassFixture<SeededHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/admin/sync", "Paused", "does not know the consumer key", "2 failures", "2 decisions")]
    [InlineData("/admin/sync/", "Paused", "href=\"/admin/sync/journal\"")]
    [InlineData("/admin/sync/failures", "longer than Salesforce allows", "Shorten it here", "these 2 again", "Salesforce did not answer", "5 records do not get through, for 4 causes")]
    [InlineData("/admin/sync/journal", "A note for Mary.", "Ada &lt;b&gt;Lovelace&lt;/b&gt;", "Ada &lt;i&gt;Byron&lt;/i&gt;", "Member 42")]
    [InlineData("/admin/sync/journal?q=mary", "A note for Mary.")]
    [InlineData("/admin/sync/journal?q=ADA@EXAMPLE.ORG", "Created in Salesforce")]
    [InlineData("/admin/sync/journal?q=003000000000001", "Created in Salesforce")]
    [InlineData("/admin/sync/journal?q=failed", "Which of these?", "Failed 1", "Failed 3")]
    [InlineData("/admin/sync/journal?field=LastName", "Byron")]
    [InlineData("/admin/sync/journal?cause=engine", "A note for Mary.")]
    [InlineData("/admin/sync/journal?outcome=Created&scope=record:Person", "Created in Salesforce")]
    [InlineData("/admin/sync/matches", "Grace Hopper", "G. Hopper", "Carries another id of this site", "Candidate 2 is the same")]
    public async Task Page_says(string path, params string[] texts)
    {
        using var staff = await seeded.Host.ClientAsync();

        var text = await staff.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);

        text.Should().ContainAll(texts);
        text.Should().NotContain("<b>Lovelace").And.NotContain("style=").And.NotContain("onclick").And.NotContain("<script>");
    }

    [Theory]
    [InlineData("/admin/sync/journal?q=mary", "Byron")]
    [InlineData("/admin/sync/journal?field=Email", "Byron")]
    [InlineData("/admin/sync/journal?to=2020-01-01", "Byron")]
    [InlineData("/admin/sync/journal?from=2199-01-01T00:00", "Byron")]
    [InlineData("/admin/sync/journal?cause=engine", "Byron")]
    [InlineData("/admin/sync/failures?said=%3Cscript%3E", "script&gt;")]
    public async Task Page_does_not_say(string path, string text)
    {
        using var staff = await seeded.Host.ClientAsync();

        (await staff.GetStringAsync(new Uri(path, UriKind.Relative), Cancel)).Should().NotContain(text);
    }

    [Theory]
    [InlineData("/admin/sync/journal?from=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("/admin/sync/journal?outcome=Exploded", HttpStatusCode.BadRequest)]
    [InlineData("/admin/sync/journal?outcome=99", HttpStatusCode.BadRequest)]
    [InlineData("/admin/sync/journal?after=zzz", HttpStatusCode.OK)]
    [InlineData("/admin/sync/journal?q=%25_!%27%22%00", HttpStatusCode.OK)]
    [InlineData("/admin/sync/record", HttpStatusCode.NotFound)]
    [InlineData("/admin/sync/record?key=a:b", HttpStatusCode.NotFound)]
    [InlineData("/admin/sync/record?key=record:Person:nobody", HttpStatusCode.NotFound)]
    [InlineData("/admin/sync/record?key=stripe:invoice:in_7", HttpStatusCode.NotFound)]
    [InlineData("/admin/sync/failures?group=gone", HttpStatusCode.OK)]
    [InlineData("/admin/sync/salesforce?id=https://evil.example", HttpStatusCode.NotFound)]
    public async Task Bad_address_is_answered_plainly(string path, HttpStatusCode expected)
    {
        using var staff = await seeded.Host.ClientAsync();

        using var answer = await staff.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        answer.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Very_long_search_is_answered_plainly()
    {
        using var staff = await seeded.Host.ClientAsync();

        using var answer = await staff.GetAsync(new Uri("/admin/sync/journal?q=" + new string('x', 3000), UriKind.Relative), Cancel);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Retrying_a_cause_tries_its_records_again_and_the_journal_says_who()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        var group = (await host.App.Services.GetRequiredService<ISyncFailures>().GroupAsync(Cancel)).Single(cause => cause.Count == 2);

        var page = await staff.SubmitAsync("/admin/sync/failures", "failures/retry-group", ("group", group.Id));

        page.Should().Contain("2 records are being tried again");
        (await host.App.Services.GetRequiredService<ISyncFailures>().GroupAsync(Cancel)).Should().NotContain(cause => cause.Id == group.Id);
        var told = await host.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Key = Seed.Key(Seed.Failed[0]) }, Cancel);
        told.Items.Should().ContainSingle(entry => entry.Action == JournalAction.Decided).Which.Cause.ToString().Should().Be("admin:7");
    }

    [Fact]
    public async Task Retrying_one_record_leaves_the_others_of_its_cause()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        var failures = host.App.Services.GetRequiredService<ISyncFailures>();
        var group = (await failures.GroupAsync(Cancel)).Single(cause => cause.Count == 2);

        var page = await staff.SubmitAsync($"/admin/sync/failures?group={group.Id}", "failures/retry\"", ("key", Seed.Key(Seed.Failed[0]).ToString()));

        page.Should().Contain("1 record is being tried again").And.Contain("Failed 2").And.NotContain("Failed 1");
        (await failures.ListGroupAsync(group.Id, cancellationToken: Cancel)).Items.Should().ContainSingle().Which.Key.Should().Be(Seed.Key(Seed.Failed[1]));
    }

    [Fact]
    public async Task Retrying_everything_and_then_again_says_there_is_nothing_left()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var first = await staff.SubmitAsync("/admin/sync/failures", "failures/retry-all");
        var second = await staff.SendAsync("/admin/sync/matches", "failures/retry-all");

        first.Should().Contain("5 records are being tried again");
        second.Should().Contain("taken care of in the meantime");
    }

    [Fact]
    public async Task Resuming_lifts_the_pause()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var page = await staff.SubmitAsync("/admin/sync", "resume", ("scope", "record:Person"));

        page.Should().Contain("Resumed:").And.NotContain("is paused");
    }

    [Fact]
    public async Task Sync_now_marks_the_record_for_the_one_who_asked()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var page = await staff.SubmitAsync($"/admin/sync/record?key={Seed.Key(Seed.Ada)}", "record/sync", ("key", Seed.Key(Seed.Ada).ToString()));

        page.Should().Contain("is being compared with Salesforce now");
        (await host.App.Services.GetRequiredService<ISyncStatus>().GetAsync<Person>(Seed.Ada.Id.ToString(), Cancel)).State.Should().Be(SyncState.Saved);
    }

    [Fact]
    public async Task Audit_tells_who_did_what()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        await staff.SubmitAsync("/admin/sync", "resume", ("scope", "record:Person"));
        await staff.SubmitAsync($"/admin/sync/record?key={Seed.Key(Seed.Ada)}", "record/sync", ("key", Seed.Key(Seed.Ada).ToString()));
        await staff.SubmitAsync("/admin/sync/failures", "failures/retry-all");

        var all = await staff.GetStringAsync(new Uri("/admin/sync/audit", UriKind.Relative), Cancel);
        var somebodyElse = await staff.GetStringAsync(new Uri("/admin/sync/audit?who=8", UriKind.Relative), Cancel);

        all.Should().ContainAll("record:Person was resumed.", "Asked to sync now.", "Tried again on request.", "Staff 7", "Failed 1");
        somebodyElse.Should().NotContain("Asked to sync now.");
    }

    [Theory]
    [InlineData("003000000000002AAA", "Linked:")]
    [InlineData("003000000000009AAA", "taken care of in the meantime")]
    public async Task Adopting_takes_one_of_the_candidates_only(string remote, string says)
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        var page = await staff.SubmitAsync("/admin/sync/matches", "matches/adopt", ("key", Seed.Key(Seed.Grace).ToString()), ("remote", remote));

        page.Should().Contain(says);
        (await host.App.Services.GetRequiredService<ISyncMatches>().ListAsync(Cancel)).Should().HaveCount(says == "Linked:" ? 0 : 1);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/admin/sync-evil")]
    [InlineData("/admin/sync\r\nX-Evil: 1")]
    [InlineData("/\\evil.example")]
    public async Task Way_back_leads_nowhere_else(string back)
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();

        using var answer = await staff.PostFormAsync("/admin/sync", "/admin/sync/record/sync", ("key", Seed.Key(Seed.Ada).ToString()), ("back", back));

        answer.Headers.Location!.ToString().Should().Be("/admin/sync?said=marked&count=1");
    }

    [Fact]
    public async Task Assets_are_named_by_their_content_and_cached_for_ever()
    {
        await using var host = await RunningHost.StartAsync();
        using var staff = await host.ClientAsync();
        var page = await staff.GetAsync(new Uri("/admin/sync", UriKind.Relative), Cancel);
        var text = await page.Content.ReadAsStringAsync(Cancel);
        var addresses = System.Text.RegularExpressions.Regex.Matches(text, "(?:href|src)=\"(/admin/sync/assets/[^\"]+)\"").Select(match => match.Groups[1].Value).ToList();

        addresses.Should().HaveCount(3);
        foreach (var address in addresses)
        {
            using var asset = await staff.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            asset.StatusCode.Should().Be(HttpStatusCode.OK);
            asset.Headers.CacheControl!.ToString().Should().Contain("immutable");
        }

        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("script-src 'self'").And.NotContain("unsafe");
        page.Headers.CacheControl!.NoStore.Should().BeTrue();
    }
}
