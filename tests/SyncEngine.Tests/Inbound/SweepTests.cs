using Connector.Salesforce;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Inbound;
using SyncEngine.Model;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Inbound;

/// <summary>Sweeps, feeds, jobs and the watch over the whole. Polls are off: what is found here, nothing else has told.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestSite _site = null!;

    private FakeOrg Org { get; } = new();

    private ISyncSchedule Schedule => _site.Services.GetRequiredService<ISyncSchedule>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
        _site = await NewSiteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        Org.Dispose();
    }

    [Fact]
    public async Task Sweep_finds_what_nobody_told_on_either_side()
    {
        var members = await SyncedAsync(5);
        await _site.UseAsync(context => context.Members.Where(member => member.Id == members[0].Id).ExecuteUpdateAsync(set => set.SetProperty(member => member.LastName, "Past EF")));
        Org.Edit(Row(members[1]), "LastName", "Past every feed");
        await _site.UseAsync(context => context.Database.ExecuteSqlAsync($"""INSERT INTO "Members" ("Id", "LastName", "EmailConfirmed", "Tier") VALUES ({Guid.CreateVersion7()}, {"Bulk insert"}, {true}, {0})"""));
        Org.Delete(Row(members[2]));

        await SweepAsync();
        await _site.IdleAsync();

        Row(members[0])["LastName"].Should().Be("Past EF");
        (await _site.UseAsync(context => context.Members.SingleAsync(member => member.Id == members[1].Id))).LastName.Should().Be("Past every feed");
        Org.Rows("Contact").Should().Contain(row => row["LastName"] == "Bulk insert");
        (await _site.Status.GetAsync<Member>(members[2].Id.ToString())).State.Should().Be(SyncState.NeedsDecision);
        var report = (await Schedule.ListAsync()).Single(job => job.Name == "sweep:Member");
        report.Report.Should().Contain("2 differed, 1 were new on the site, 1 were gone");
        _site.Alerts.Raised.Should().Contain(alert => alert.Kind == AlertKind.DriftFound);
    }

    [Fact]
    public async Task Sweep_of_what_agrees_marks_nothing()
    {
        await SyncedAsync(30);
        var writes = Org.Writes.Count;

        await SweepAsync();
        await _site.IdleAsync();

        Org.Writes.Should().HaveCount(writes);
        _site.Alerts.Raised.Should().BeEmpty();
    }

    [Fact]
    public async Task Sweep_that_would_delete_too_much_stops_and_asks()
    {
        var members = await SyncedAsync(30);
        foreach (var member in members.Take(15))
            Org.Delete(Row(member));

        await SweepAsync();
        await _site.IdleAsync();

        _site.Alerts.Raised.Should().ContainSingle(alert => alert.Kind == AlertKind.SweepStopped).Which.Message.Should().Contain("15 records are deleted in Salesforce");
        (await _site.Status.GetOverviewAsync()).NeedsDecision.Should().Be(0, "nothing was done about them");
    }

    [Fact]
    public async Task Record_that_is_merely_not_seen_is_no_deletion()
    {
        var members = await SyncedAsync(3);
        Org.Hide(Row(members[0]));

        await SweepAsync();
        await _site.IdleAsync();

        (await _site.UseAsync(context => context.Members.CountAsync())).Should().Be(3);
        Org.Rows("Contact").Should().HaveCount(3, "nothing is made a second time");
        (await _site.Status.GetAsync<Member>(members[0].Id.ToString())).State.Should().Be(SyncState.InSync);
    }

    [Fact]
    public async Task Feed_stores_its_position_with_its_marks_and_echoes_are_not_looked_at()
    {
        Feed.Script.Clear();
        await _site.DisposeAsync();
        _site = await NewSiteAsync(map =>
        {
            TestSite.Standard(map);
            map.AddChangeFeed<Feed>("events");
        });
        var member = (await SyncedAsync(1))[0];
        var contact = Row(member);
        Org.Edit(contact, "FirstName", "Ada");
        Feed.Script.Enqueue(("1", new RemoteChangeNotice("Contact", SalesforceId.Parse(contact.Id), "1") { Changed = new SalesforceRecord("Contact") { ["LastName"] = member.LastName } }));
        Feed.Script.Enqueue(("2", new RemoteChangeNotice("Contact", SalesforceId.Parse(contact.Id), "2") { Changed = new SalesforceRecord("Contact") { ["FirstName"] = "Ada" } }));

        await TestSite.UntilAsync(async () => (await _site.UseAsync(context => context.Members.SingleAsync())).FirstName == "Ada", "the event's change to arrive");
        await _site.IdleAsync();

        var entries = (await _site.Journal.SearchAsync(new JournalQuery { Record = member.Id.ToString(), Cause = "event" })).Items;
        entries.Should().ContainSingle("the first event only repeated what was agreed on").Which.Cause.Reference.Should().Be("2");
        Feed.Positions.Should().Contain((string?)null);
        await TestSite.UntilAsync(() => Task.FromResult(Feed.Positions.Contains("2")), "the feed to go on from its position after it ended");
    }

    [Fact]
    public async Task Notice_from_a_webhook_marks_what_it_names()
    {
        var member = (await SyncedAsync(1))[0];
        Org.Edit(Row(member), "LastName", "Lovelace");
        var changes = _site.Services.GetRequiredService<IRemoteChanges>();

        (await changes.NoticeAsync([new RemoteChangeNotice("contact", SalesforceId.Parse(Row(member).Id), "n1"), new RemoteChangeNotice("Task", SalesforceId.Parse(Row(member).Id))], "message")).Should().Be(1);
        await TestSite.UntilAsync(async () => (await _site.UseAsync(context => context.Members.SingleAsync())).LastName == "Lovelace", "the change to arrive");
    }

    [Fact]
    public async Task Gap_is_answered_by_comparing_everything()
    {
        var member = (await SyncedAsync(1))[0];
        Org.Edit(Row(member), "LastName", "Lovelace");

        await _site.Services.GetRequiredService<IRemoteChanges>().ResyncAsync("Contact", "the replay id had expired");

        await TestSite.UntilAsync(async () => (await _site.UseAsync(context => context.Members.SingleAsync())).LastName == "Lovelace", "the change to be found");
    }

    [Fact]
    public async Task Job_runs_on_one_host_at_a_time()
    {
        await SyncedAsync(1);
        await using var second = await NewSiteAsync();
        await second.StartAsync();
        var (inside, most) = (0, 0);
        Org.Before = call =>
        {
            if (call.Query.Contains("ORDER BY Id", StringComparison.Ordinal) && call.Query.Contains("FROM Contact", StringComparison.Ordinal))
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }

            return null;
        };

        for (var round = 0; round < 3; round++)
            await SweepAsync();

        most.Should().Be(1);
    }

    [Fact]
    public async Task Mapping_that_does_not_fit_the_org_is_paused_at_start_with_one_alert_and_the_others_go_on()
    {
        await _site.DisposeAsync();
        Org.Described["Account"] = [FakeOrg.Field("Name"), FakeOrg.Field(FakeOrg.ExternalId, external: true)];
        Org.Described["Contact"] = [FakeOrg.Field("FirstName"), FakeOrg.Field("LastName"), FakeOrg.Field("Email"), FakeOrg.Field("AccountId")];
        _site = await NewSiteAsync();
        await _site.StartAsync();
        await TestSite.UntilAsync(() => Task.FromResult(_site.Alerts.Pauses.Count > 0), "the fault to be told");

        var organization = new Organization { Name = "Acme" };
        await _site.SaveAsync(organization);
        await _site.StateAsync<Organization>(organization.Id, SyncState.InSync);

        var pause = _site.Alerts.Pauses.Should().ContainSingle().Subject;
        pause.Scope.Should().Be("record:Member");
        pause.Failure.Reason.Should().Contain(FakeOrg.ExternalId).And.Contain("Renewal_Date__c");
    }

    [Fact]
    public async Task Old_journal_entries_are_removed_and_the_others_kept()
    {
        var member = (await SyncedAsync(1))[0];
        await _site.Store.WriteAsync((transaction, token) => SyncEngine.Storage.StoreCommands.ExecuteAsync(transaction,
            "INSERT INTO sync_journal (at, key, scope, action, cause) VALUES (0, 'record:Member:old', 'record:Member', 3, 'site')", token));

        await Schedule.RunNowAsync("retention", Cause.Engine);
        await TestSite.UntilAsync(async () => (await Schedule.ListAsync()).Any(job => job.Name == "retention" && job.Report == "1 journal entries removed."), "the house-keeping");

        (await _site.Journal.SearchAsync(new JournalQuery { Record = member.Id.ToString() })).Items.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_are_told_once_as_a_digest()
    {
        Org.Validate = (_, _) => ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no", []);
        await _site.StartAsync();
        await _site.SaveAsync([.. Enumerable.Range(0, 5).Select(index => new Member { LastName = $"Member {index}" })]);
        await TestSite.UntilAsync(async () => (await _site.Status.GetOverviewAsync()).Failed == 5, "them to fail");

        for (var round = 0; round < 3; round++)
            await WatchAsync();

        _site.Alerts.Raised.Should().ContainSingle().Which.Message.Should().StartWith("5 records");
    }

    [Fact]
    public async Task Number_that_swings_about_a_power_of_ten_is_told_once_and_less_is_no_news()
    {
        Org.Validate = (_, _) => ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no", []);
        await _site.StartAsync();
        var members = Enumerable.Range(0, 10).Select(index => new Member { LastName = $"Member {index}" }).ToList();
        await _site.SaveAsync([.. members]);
        await TestSite.UntilAsync(async () => (await _site.Status.GetOverviewAsync()).Failed == 10, "them to fail");
        await WatchAsync();

        var keys = members.ConvertAll(member => WorkKey.ForRecord("Member", member.Id.ToString()));
        for (var swing = 0; swing < 2; swing++)
        {
            (await _site.Failures.IgnoreAsync([keys[0]], "Not now.", Cause.Engine)).Should().Be(1);
            await WatchAsync();
            await _site.Marks.MarkRecordAsync<Member>(members[0].Id.ToString(), Cause.Engine);
            await TestSite.UntilAsync(async () => (await _site.Status.GetOverviewAsync()).Failed == 10, "it to fail again");
            await WatchAsync();
        }

        _site.Alerts.Raised.Should().ContainSingle().Which.Message.Should().StartWith("10 records");
    }

    [Fact]
    public async Task Poll_of_a_mapping_that_is_no_more_is_not_missed()
    {
        await using var site = await TestSite.CreateAsync(_database, org: Org);
        await site.Store.WriteAsync((transaction, token) => SyncEngine.Storage.StoreCommands.ExecuteAsync(
            transaction, "INSERT INTO sync_job (name, next_at, last_ok_at) VALUES ('poll:Gone', 9999999999999, 1), ('poll:Member', 9999999999999, 1)", token));
        await site.StartAsync();

        await TestSite.UntilAsync(() => Task.FromResult(site.Alerts.Raised.Any(alert => alert.Kind == AlertKind.FeedSilent)), "the silent one to be told");

        site.Alerts.Raised.Should().ContainSingle(alert => alert.Kind == AlertKind.FeedSilent).Which.Subject.Should().Be("poll:Member");
    }

    [Fact]
    public async Task Feed_without_a_sign_of_life_is_told_once_and_one_that_beats_or_need_not_is_not()
    {
        await _site.DisposeAsync();
        _site = await NewSiteAsync(map =>
        {
            TestSite.Standard(map);
            map.AddChangeFeed<MuteFeed>("mute", TimeSpan.FromMilliseconds(50)).AddChangeFeed<MuteFeed>("quiet").AddChangeFeed<BeatingFeed>("beating", TimeSpan.FromMinutes(5));
        });
        await _site.StartAsync();
        await TestSite.UntilAsync(async () => (await Schedule.ListAsync()).Any(job => job.Name == "feed:beating" && job.LastOkAt is not null), "a sign of life");

        await TestSite.UntilAsync(async () =>
        {
            await WatchAsync();
            return _site.Alerts.Raised.Any(alert => alert.Kind == AlertKind.FeedSilent);
        }, "the mute one to be told");
        await WatchAsync();

        _site.Alerts.Raised.Should().ContainSingle(alert => alert.Kind == AlertKind.FeedSilent).Which.Subject.Should().Be("feed:mute");
        (await Schedule.ListAsync()).Single(job => job.Name == "feed:quiet").LastOkAt.Should().BeNull();
    }

    [Fact]
    public void Feed_whose_heartbeat_takes_no_time_is_refused() =>
        new Action(() => TestSite.CreateAsync(_database, map => map.AddChangeFeed<MuteFeed>("mute", TimeSpan.Zero)).GetAwaiter().GetResult()).Should().Throw<ArgumentOutOfRangeException>();

    private FakeOrg.Row Row(Member member) => Org.Tables["Contact"].Single(row => row[FakeOrg.ExternalId] == member.Id.ToString());

    private async Task WatchAsync()
    {
        var last = (await Schedule.ListAsync()).Single(job => job.Name == "watch").LastOkAt;
        await Schedule.RunNowAsync("watch", Cause.Engine);
        await TestSite.UntilAsync(async () => (await Schedule.ListAsync()).Single(job => job.Name == "watch").LastOkAt != last, "the watch");
    }

    private async Task SweepAsync()
    {
        await TestSite.UntilAsync(async () => (await Schedule.ListAsync()).Any(job => job.Name == "sweep:Member" && !job.IsRunning), "the sweep to be known");
        var last = (await Schedule.ListAsync()).Single(job => job.Name == "sweep:Member").LastOkAt;
        (await Schedule.RunNowAsync("sweep:Member", new Cause("admin", "7"))).Should().BeTrue();
        await TestSite.UntilAsync(async () => (await Schedule.ListAsync()).Single(job => job.Name == "sweep:Member") is { IsRunning: false } job && job.LastOkAt != last, "the sweep to end");
    }

    private async Task<List<Member>> SyncedAsync(int count)
    {
        await _site.StartAsync();
        var members = Enumerable.Range(0, count).Select(index => new Member { LastName = $"Member {index}" }).ToList();
        await _site.SaveAsync([.. members]);
        await TestSite.UntilAsync(async () => (await _site.Status.GetOverviewAsync()).Mappings.Single(mapping => mapping.Mapping == "Member").Linked == count, "all to be linked");
        await _site.IdleAsync();
        return members;
    }

    private Task<TestSite> NewSiteAsync(Action<SyncEngineBuilder>? map = null) => TestSite.CreateAsync(_database, map, org: Org, options: set =>
    {
        set.RetryBase = TimeSpan.FromMilliseconds(20);
        set.RetryMax = TimeSpan.FromMilliseconds(200);
        set.PollEvery = TimeSpan.Zero;
    });

    private sealed class MuteFeed : IRemoteChangeFeed
    {
        public string Name => "mute";

        public Task RunAsync(IRemoteChangeSink sink, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>Gives one keep-alive, and listens on.</summary>
    private sealed class BeatingFeed : IRemoteChangeFeed
    {
        public string Name => "beating";

        public async Task RunAsync(IRemoteChangeSink sink, CancellationToken cancellationToken)
        {
            await sink.NoticeAsync([], "1", cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Plays a script, then ends; it is started again with its position.</summary>
    private sealed class Feed : IRemoteChangeFeed
    {
        public static Queue<(string Position, RemoteChangeNotice Notice)> Script { get; } = [];

        public static List<string?> Positions { get; } = [];

        public string Name => "events";

        public async Task RunAsync(IRemoteChangeSink sink, CancellationToken cancellationToken)
        {
            lock (Positions)
                Positions.Add(sink.Position);
            while (Script.TryDequeue(out var step))
                await sink.NoticeAsync([step.Notice], step.Position, cancellationToken);
        }
    }
}
