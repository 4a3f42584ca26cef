using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

/// <summary>Syncing by hand, on both databases.</summary>
public abstract class RunCompliance(Engine engine) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestSite _site = null!;

    private FakeOrg Org { get; } = new();

    private ISyncRuns Runs => _site.Services.GetRequiredService<ISyncRuns>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _site = await TestSite.CreateAsync(_database, map =>
        {
            TestSite.Standard(map);
            map.Map<LegacyContact>("Lead", m => m.Field(x => x.LastName, "LastName"));
        }, org: Org, options: set => set.PollEvery = TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        Org.Dispose();
    }

    [Fact]
    public async Task Dry_run_tells_what_would_be_done_and_what_it_would_cost_and_does_nothing()
    {
        Org.Add("Contact", ("LastName", "Known"), ("Email", "known@example.org"));
        await InsertedAsync(20, extra: new Member { LastName = "Known", Email = "known@example.org", FirstName = "Ada" });

        var run = await EndedAsync(new SyncRunRequest("Member") { IsDryRun = true });

        var preview = run.Preview!;
        (preview.Creates, preview.Matches, preview.Conflicts).Should().Be((20, 1, 0));
        preview.ApiCalls.Should().Be(5, "all are looked for in one list of ids and one of names, written in one call for the new and one for the known, and read back");
        preview.Examples.Should().Contain(new SyncRunExample(preview.Examples.Single(example => example.Field == "FirstName").ExternalId, "FirstName", FieldAction.Push, "Ada", null));
        Org.Writes.Should().BeEmpty();
        (await _site.MarksAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_over_all_syncs_all()
    {
        await InsertedAsync(1200);

        var run = await EndedAsync(new SyncRunRequest("Member"));

        run.Taken.Should().Be(1200);
        Org.Rows("Contact").Should().HaveCount(1200);
        (await Runs.ListAsync()).Should().ContainSingle().Which.Cause.Should().Be(new Cause("admin", "7"));
    }

    [Fact]
    public async Task Run_over_some_syncs_these()
    {
        var ids = await InsertedAsync(10);

        await EndedAsync(new SyncRunRequest("Member") { ExternalIds = [.. ids.Take(3).Select(id => id.ToString()), "", "no such record"] });

        Org.Rows("Contact").Should().HaveCount(3);
    }

    [Fact]
    public async Task Rows_from_before_the_engine_get_their_ids()
    {
        await _site.SaveAsync(new LegacyContact("Ada"), new LegacyContact("Grace"));
        await _site.UseAsync(context => context.Legacies.ExecuteUpdateAsync(set => set.SetProperty(row => row.SyncId, (Guid?)null)));
        await _site.ClearMarksAsync();

        await EndedAsync(new SyncRunRequest("LegacyContact"));

        Org.Rows("Lead").Should().HaveCount(2);
        (await _site.UseAsync(context => context.Legacies.CountAsync(row => row.SyncId == null))).Should().Be(0);
    }

    [Fact]
    public async Task Cancelled_run_takes_back_what_was_not_begun()
    {
        await InsertedAsync(700);
        var run = await Runs.StartAsync(new SyncRunRequest("Member"), new Cause("admin", "7"));

        (await Runs.CancelAsync(run.Id, new Cause("admin", "7"))).Should().BeTrue();
        (await Runs.CancelAsync(run.Id, new Cause("admin", "7"))).Should().BeFalse();
        await _site.StartAsync();
        await _site.IdleAsync();

        (await Runs.GetAsync(run.Id))!.State.Should().Be(SyncRunState.Cancelled);
        Org.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Paused_run_holds_what_was_not_begun_and_goes_on_when_resumed()
    {
        await InsertedAsync(700);
        var dry = await Runs.StartAsync(new SyncRunRequest("Member") { IsDryRun = true, Filter = new SyncRunFilter { IsLinked = false } }, new Cause("admin", "7"));
        var run = await Runs.StartAsync(new SyncRunRequest("Member") { SameAs = dry.Id }, new Cause("admin", "7"));
        (await Runs.PauseAsync(run.Id, new Cause("admin", "7"))).Should().BeTrue();
        (await Runs.PauseAsync(run.Id, new Cause("admin", "7"))).Should().BeFalse();
        await _site.StartAsync();
        await TestSite.UntilAsync(async () => (await Runs.GetAsync(dry.Id)) is { State: SyncRunState.Done }, "the dry run to end");
        (await Runs.GetAsync(run.Id))!.State.Should().Be(SyncRunState.Paused);
        Org.Writes.Should().BeEmpty();

        (await Runs.ResumeAsync(run.Id, new Cause("admin", "7"))).Should().BeTrue();
        await TestSite.UntilAsync(async () => Org.Rows("Contact").Count > 0, "the first records to go out");
        var held = await Runs.PauseAsync(run.Id, new Cause("admin", "7"));
        await TestSite.UntilAsync(async () => await _site.Store.ReadAsync(async (reading, token) =>
            (await reading.QueryAsync("SELECT count(*) FROM sync_work WHERE state = 1", reader => reader.GetInt64(0), token))[0] == 0), "what was begun to end");
        var (sent, pending) = (Org.Rows("Contact").Count, (await Runs.GetAsync(run.Id))!.Pending);

        if (held)
        {
            (sent + pending).Should().BeLessThanOrEqualTo(700);
            (await Runs.ResumeAsync(run.Id, new Cause("admin", "7"))).Should().BeTrue();
        }

        await TestSite.UntilAsync(async () => (await Runs.GetAsync(run.Id)) is { State: SyncRunState.Done, Pending: 0 }, "the run to end");
        Org.Rows("Contact").Should().HaveCount(700);
    }

    [Fact]
    public async Task Run_that_is_wholly_taken_up_can_still_be_cancelled()
    {
        await InsertedAsync(3);
        Org.Before = _ => FakeOrg.Error(System.Net.HttpStatusCode.ServiceUnavailable, "SERVER_UNAVAILABLE");
        var run = await Runs.StartAsync(new SyncRunRequest("Member"), new Cause("admin", "7"));
        await _site.Store.WriteAsync(async (transaction, token) =>
        {
            await SyncEngine.Storage.StoreCommands.ExecuteAsync(transaction, "UPDATE sync_run SET state = 1, taken = 3, ended_at = 1", token);
            await transaction.MarkAsync([new SyncEngine.Storage.MarkRequest(WorkKey.ForRecord("Member", "x"), Lane.Bulk, new Cause("run", run.Id.ToString()))], token);
        });

        (await Runs.CancelAsync(run.Id, new Cause("admin", "7"))).Should().BeTrue();
        (await Runs.CancelAsync(run.Id, new Cause("admin", "7"))).Should().BeFalse();

        (await Runs.GetAsync(run.Id)).Should().BeEquivalentTo(new { State = SyncRunState.Cancelled, Pending = 0L });
    }

    [Fact]
    public async Task Filter_selects_by_link_value_and_age()
    {
        var ids = await InsertedAsync(3);
        await _site.StartAsync();
        await _site.Marks.MarkRecordAsync<Member>(ids[0].ToString(), Cause.Engine);
        await _site.StateAsync<Member>(ids[0], SyncState.InSync);

        (await TakenAsync(new SyncRunFilter { IsLinked = true })).Should().Be(1);
        (await TakenAsync(new SyncRunFilter { IsLinked = false })).Should().Be(2);
        (await TakenAsync(new SyncRunFilter { NotSyncedSince = DateTimeOffset.MaxValue })).Should().Be(1);
        (await TakenAsync(new SyncRunFilter { NotSyncedSince = DateTimeOffset.UnixEpoch })).Should().Be(0);
        (await TakenAsync(new SyncRunFilter { Field = "LastName", Value = "Member 1" })).Should().Be(1);
        (await TakenAsync(new SyncRunFilter { IsFailed = true })).Should().Be(0);
        var unknown = () => Runs.StartAsync(new SyncRunRequest("Member") { Filter = new SyncRunFilter { Field = "Nothing" } }, Cause.Engine);
        await unknown.Should().ThrowAsync<ArgumentException>().WithMessage("*Nothing*");
        var gone = () => Runs.StartAsync(new SyncRunRequest("Member") { SameAs = Guid.NewGuid() }, Cause.Engine);
        await gone.Should().ThrowAsync<ArgumentException>();

        async Task<long> TakenAsync(SyncRunFilter filter)
        {
            var run = await Runs.StartAsync(new SyncRunRequest("Member") { Filter = filter, IsDryRun = true }, new Cause("admin", "7"));
            await TestSite.UntilAsync(async () => (await Runs.GetAsync(run.Id)) is { State: SyncRunState.Done }, "the run to end");
            return (await Runs.GetAsync(run.Id))!.Taken;
        }
    }

    [Fact]
    public async Task Run_that_a_host_left_is_gone_on_with_and_leaves_nothing_out_although_rows_were_deleted_meanwhile()
    {
        await InsertedAsync(1200);
        var run = await Runs.StartAsync(new SyncRunRequest("Member"), new Cause("admin", "7"));
        var taken = (await PagesAsync("Member", 500))[0];
        await _site.Store.WriteAsync((transaction, token) => SyncEngine.Storage.StoreCommands.ExecuteAsync(
            transaction, "UPDATE sync_run SET taken = 500, last_id = @last", token, ("@last", taken[^1])));
        var deleted = taken.Take(300).Select(Guid.Parse).ToList();
        await _site.UseAsync(context => context.Members.Where(member => deleted.Contains(member.Id)).ExecuteDeleteAsync());

        await _site.StartAsync();
        await TestSite.UntilAsync(async () => (await Runs.GetAsync(run.Id)) is { State: SyncRunState.Done, Pending: 0 }, "the run to end");

        Org.Rows("Contact").Should().HaveCount(700, "the first five hundred had been taken up before");
        (await Runs.GetAsync(run.Id))!.Taken.Should().Be(1200);
    }

    [Fact]
    public async Task Dry_run_of_several_pages_plans_each()
    {
        await InsertedAsync(1100);

        var run = await EndedAsync(new SyncRunRequest("Member") { IsDryRun = true });

        (run.Taken, run.Preview!.Creates).Should().Be((1100, 1100));
    }

    [Fact]
    public async Task Records_are_paged_by_an_id_that_some_lack()
    {
        await _site.SaveAsync([.. Enumerable.Range(0, 7).Select(index => new LegacyContact($"Row {index}"))]);
        await _site.UseAsync(context => context.Legacies.Where(row => row.LastName == "Row 0").ExecuteUpdateAsync(set => set.SetProperty(row => row.SyncId, (Guid?)null)));

        var pages = await PagesAsync("LegacyContact", 2);

        pages.Select(page => page.Count).Should().Equal(2, 2, 2);
        pages.SelectMany(page => page).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_of_no_mapping_is_refused()
    {
        var start = () => Runs.StartAsync(new SyncRunRequest("Nothing"), Cause.Engine);

        await start.Should().ThrowAsync<ArgumentException>().WithMessage("*Nothing*");
    }

    // Past EF, as an import does it: nothing is marked.
    private async Task<List<Guid>> InsertedAsync(int count, Member? extra = null)
    {
        var members = Enumerable.Range(0, count).Select(index => new Member { LastName = $"Member {index}", Email = $"m{index}@example.org" }).Concat(extra is null ? [] : [extra]).ToList();
        await _site.SaveAsync([.. members]);
        await _site.ClearMarksAsync();
        return [.. members.Select(member => member.Id)];
    }

    private async Task<List<IReadOnlyList<string>>> PagesAsync(string mapping, int size)
    {
        await using var scope = _site.Services.CreateAsyncScope();
        var found = scope.ServiceProvider.GetRequiredService<SyncEngine.Mapping.MappingCatalog>().Find(mapping)!;
        var pages = new List<IReadOnlyList<string>>();
        await foreach (var page in scope.ServiceProvider.GetRequiredService<SyncEngine.Records.ILocalRecords>().StreamIdsAsync(found, size, null, TestContext.Current.CancellationToken))
            pages.Add(page);
        return pages;
    }

    private async Task<SyncRun> EndedAsync(SyncRunRequest request)
    {
        var run = await Runs.StartAsync(request, new Cause("admin", "7"));
        await _site.StartAsync();
        await TestSite.UntilAsync(async () => (await Runs.GetAsync(run.Id)) is { State: SyncRunState.Done }, "the run to end");
        return (await Runs.GetAsync(run.Id))!;
    }
}

public sealed class SqliteRunTests() : RunCompliance(Engine.Sqlite);

public sealed class PostgreSqlRunTests() : RunCompliance(Engine.PostgreSql);
