using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

/// <summary>Large runs by bulk jobs, on both databases: what a job costs, what becomes of its rows, and of the job when a host, a run or Salesforce ends it.</summary>
public abstract class BulkRunCompliance(Engine engine) : IAsyncLifetime
{
    private static readonly Cause Admin = new("admin", "7");

    private readonly List<TestSite> _sites = [];
    private TestDatabase _database = null!;

    private FakeOrg Org { get; } = new();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites)
            await site.DisposeAsync();
        await _database.DisposeAsync();
        Org.Dispose();
    }

    [Fact]
    public async Task Large_run_creates_by_one_job_and_later_updates_by_one()
    {
        var site = await SiteAsync(above: 2000);
        var ids = await InsertedAsync(site, 2500);
        await site.StartAsync();
        var reckoned = await PreviewAsync(site);

        await RunAsync(site);

        Org.Rows("Contact").Should().HaveCount(2500);
        Org.Jobs.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Operation = "upsert", State = "JobComplete" });
        Org.Writes.Should().OnlyContain(call => call.Path.StartsWith("/jobs/", StringComparison.Ordinal));
        Calls().Skip(reckoned.Before).Select(call => $"{call.Method} {call.Path.Replace(Org.Jobs[0].Id, "ID", StringComparison.Ordinal)}").Should().Equal(
            [
                .. Enumerable.Repeat("POST /composite", 5),
                "POST /jobs/ingest", "PUT /jobs/ingest/ID/batches", "PATCH /jobs/ingest/ID", "GET /jobs/ingest/ID", "GET /jobs/ingest/ID/successfulResults",
                "POST /composite/sobjects/Contact", "POST /composite/sobjects/Contact",
            ],
            "2,500 are looked for in 7 lists of ids and 13 of names, 5 lists a call, and read back 2,000 a call");
        reckoned.Preview.Should().BeEquivalentTo(new { Creates = 2500L, ApiCalls = (long)(Calls().Count - reckoned.Before) });
        (await JournalAsync(site, JournalAction.Created)).Should().Be(2500);
        (await IntentsAsync(site)).Should().Be(0);

        await site.UseAsync(context => context.Members.ExecuteUpdateAsync(set => set.SetProperty(member => member.FirstName, "Ada")));
        reckoned = await PreviewAsync(site);
        await RunAsync(site);

        Org.Rows("Contact").Should().HaveCount(2500).And.OnlyContain(row => row["FirstName"] == "Ada");
        Org.Jobs.Should().HaveCount(2).And.Contain(job => job.Operation == "update" && job.State == "JobComplete");
        (Calls().Count - reckoned.Before).Should().Be(9, "reading, the job and reading back take 2, 5 and 2");
        reckoned.Preview.Should().BeEquivalentTo(new { Updates = 2500L, ApiCalls = 9L });
        (await JournalAsync(site, JournalAction.Updated)).Should().Be(2500);
        (await site.Status.GetAsync<Member>(ids[0].ToString())).State.Should().Be(SyncState.InSync);
    }

    [Fact]
    public async Task Run_below_the_threshold_goes_by_calls()
    {
        var site = await SiteAsync(above: 5);
        await InsertedAsync(site, 5);
        await site.StartAsync();
        var reckoned = await PreviewAsync(site);

        await RunAsync(site);

        Org.Rows("Contact").Should().HaveCount(5);
        Org.Jobs.Should().BeEmpty();
        Calls().Skip(reckoned.Before).Should().HaveCount((int)reckoned.Preview.ApiCalls);
    }

    [Fact]
    public async Task Saves_of_people_go_by_calls_however_many()
    {
        var site = await SiteAsync(above: 2);
        await site.StartAsync();

        await site.SaveAsync([.. Enumerable.Range(0, 9).Select(index => new Member { LastName = $"Member {index}" })]);
        await site.IdleAsync();

        Org.Rows("Contact").Should().HaveCount(9);
        Org.Jobs.Should().BeEmpty();
    }

    [Fact]
    public async Task Rows_that_a_job_refuses_end_as_a_call_s_do()
    {
        var site = await SiteAsync(above: 2);
        var known = Org.Add("Contact", ("LastName", "Somebody"), ("Email", "other@example.org"));
        var locked = 1;
        Org.Duplicates = body => (string?)body["LastName"] == "Member 1" ? known : null;
        Org.Validate = (_, body) => (string?)body["LastName"] switch
        {
            "Member 2" => ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "No", []),
            "Member 3" when locked-- > 0 => ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", []),
            _ => null,
        };
        var ids = await InsertedAsync(site, 5);
        await site.StartAsync();

        await site.Runs().StartAsync(new SyncRunRequest("Member"), Admin);
        await site.StateAsync<Member>(ids[0], SyncState.InSync);
        await site.StateAsync<Member>(ids[1], SyncState.NeedsDecision);
        await site.StateAsync<Member>(ids[2], SyncState.Failed);
        await site.StateAsync<Member>(ids[3], SyncState.InSync);

        Org.Jobs.Should().ContainSingle();
        Org.Rows("Contact").Should().HaveCount(4);
        (await site.Status.GetAsync<Member>(ids[2].ToString())).Reason.Should().Contain("validation rule");
    }

    [Fact]
    public async Task Parent_and_blank_go_by_a_job_as_by_a_call()
    {
        var site = await SiteAsync(above: 2);
        var kitchen = new Organization { Id = Guid.CreateVersion7(), Name = "Kitchen" };
        await site.StartAsync();
        await site.SaveAsync(kitchen);
        await site.IdleAsync();
        await site.SaveAsync([.. Enumerable.Range(0, 4).Select(index => new Member { LastName = $"Member, \"{index}\"\nand more", FirstName = "Ada", OrganizationId = index == 0 ? kitchen.Id : null })]);
        await site.IdleAsync();
        await site.UseAsync(context => context.Members.ExecuteUpdateAsync(set => set.SetProperty(member => member.FirstName, (string?)null).SetProperty(member => member.OrganizationId, member => member.OrganizationId == null ? kitchen.Id : null)));

        await RunAsync(site);

        Org.Jobs.Should().ContainSingle().Which.Operation.Should().Be("update");
        Org.Rows("Contact").Should().OnlyContain(row => row["FirstName"] == null);
        Org.Rows("Contact").Count(row => row["AccountId"] == Org.Only("Account").Id).Should().Be(3);
    }

    [Fact]
    public async Task Job_that_salesforce_fails_is_told_record_by_record_by_calls()
    {
        var site = await SiteAsync(above: 2);
        Org.Look = job => (job.State, job.ErrorMessage) = ("Failed", "InvalidBatch : Field name not found : Nothing__c");
        await InsertedAsync(site, 5);
        await site.StartAsync();

        await RunAsync(site);

        Org.Jobs.Should().ContainSingle();
        Org.Rows("Contact").Should().HaveCount(5);
        (await IntentsAsync(site)).Should().Be(0);
    }

    [Fact]
    public async Task Org_that_takes_no_jobs_gets_calls()
    {
        var site = await SiteAsync(above: 2);
        Org.Before = call => call.Path == "/jobs/ingest" ? FakeOrg.Error(HttpStatusCode.BadRequest, "FEATURENOTENABLED") : null;
        await InsertedAsync(site, 5);
        await site.StartAsync();

        await RunAsync(site);

        Org.Rows("Contact").Should().HaveCount(5);
    }

    [Fact]
    public async Task Job_that_somebody_aborts_half_way_leaves_the_rest_to_the_next_try()
    {
        var site = await SiteAsync(above: 2);
        Org.Look = job =>
        {
            job.Work(2);
            job.State = "Aborted";
        };
        await InsertedAsync(site, 5);
        await site.StartAsync();

        await RunAsync(site);

        Org.Rows("Contact").Should().HaveCount(5);
        (await JournalAsync(site, JournalAction.Created)).Should().Be(5);
    }

    [Fact]
    public async Task Job_that_runs_when_its_host_stops_is_waited_for_by_the_next_and_nothing_is_sent_again()
    {
        var (first, ids) = await RunningJobAsync();
        await first.StopAsync();
        Org.Jobs.Should().ContainSingle().Which.State.Should().Be("InProgress", "a job that is closed is left to the next host");

        var next = await SiteAsync(above: 2);
        await next.StartAsync();
        var looks = Org.JobCalls.Count;
        await TestSite.UntilAsync(() => Task.FromResult(Org.JobCalls.Count > looks + 1), "the next host to look");
        Org.Look = job => job.Work(int.MaxValue);
        await next.IdleAsync();

        Org.Jobs.Should().ContainSingle();
        Org.Writes.Should().OnlyContain(call => call.Path.StartsWith("/jobs/", StringComparison.Ordinal));
        Org.Rows("Contact").Should().HaveCount(5);
        (await next.Status.GetAsync<Member>(ids[0].ToString())).State.Should().Be(SyncState.InSync);
    }

    [Fact]
    public async Task Job_that_was_left_open_is_aborted_and_its_records_go_anew()
    {
        var site = await SiteAsync(above: 2);
        var ids = await InsertedAsync(site, 5);
        var left = Org.AddJob("Contact", "upsert");
        await IntendAsync(site, ids, left.Id, sentAgo: TimeSpan.FromHours(3));

        await site.StartAsync();
        await RunAsync(site);

        left.State.Should().Be("Aborted");
        Org.Jobs.Should().HaveCount(2);
        Org.Rows("Contact").Should().HaveCount(5);
    }

    [Fact]
    public async Task Edit_of_a_record_that_a_left_job_may_still_write_waits_for_its_end_and_holds_up_nobody_else()
    {
        var site = await SiteAsync(above: 2);
        await site.StartAsync();
        var (member, other) = (new Member { Id = Guid.CreateVersion7(), LastName = "Ada" }, new Member { Id = Guid.CreateVersion7(), LastName = "Grace" });
        await site.SaveAsync(member, other);
        await site.IdleAsync();
        var left = Org.AddJob("Contact", "update");
        left.State = "InProgress";
        Org.Look = _ => { };
        await IntendAsync(site, [member.Id], left.Id, sentAgo: TimeSpan.FromHours(3));

        await site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await site.EditAsync(other.Id, edited => edited.FirstName = "Grace");
        await site.StateAsync<Member>(member.Id, SyncState.Waiting);
        await TestSite.UntilAsync(() => Task.FromResult(Org.Rows("Contact").Any(row => row["FirstName"] == "Grace")), "the other's edit to arrive");
        (await site.Status.GetAsync<Member>(member.Id.ToString())).Reason.Should().Contain("bulk job");
        Org.Rows("Contact").Should().NotContain(row => row["FirstName"] == "Augusta");

        left.State = "JobComplete";
        await site.StateAsync<Member>(member.Id, SyncState.InSync);
        Org.Rows("Contact").Should().ContainSingle(row => row["FirstName"] == "Augusta");
        (await site.MarksAsync()).Should().ContainSingle(mark => mark.Cause == "engine:late-landing", "what an aborted job had begun may land a moment later");
    }

    [Fact]
    public async Task Cancelled_run_aborts_its_job_keeps_what_landed_and_sends_no_more()
    {
        var site = await SiteAsync(above: 2);
        Org.Look = job => job.Work(job.Rows.Count == 5 && Org.Rows("Contact").Count == 0 ? 2 : 0);
        await InsertedAsync(site, 5);
        await site.StartAsync();
        var run = await site.Runs().StartAsync(new SyncRunRequest("Member"), Admin);
        await TestSite.UntilAsync(() => Task.FromResult(Org.Rows("Contact").Count == 2), "the job to have begun");

        (await site.Runs().CancelAsync(run.Id, Admin)).Should().BeTrue();
        await site.IdleAsync();

        Org.Jobs.Should().ContainSingle().Which.State.Should().Be("Aborted");
        Org.Rows("Contact").Should().HaveCount(2);
        (await JournalAsync(site, JournalAction.Created)).Should().Be(2);
        (await site.Journal.SearchAsync(new JournalQuery())).Items.Count(entry => entry.Note == "Its run was cancelled before its turn.").Should().Be(3);
        (await IntentsAsync(site)).Should().Be(0);
    }

    [Fact]
    public async Task Payments_and_people_do_not_wait_for_a_job()
    {
        var (site, _) = await RunningJobAsync();

        var person = new Member { Id = Guid.CreateVersion7(), LastName = "In a hurry" };
        await site.SaveAsync(person);
        await site.StateAsync<Member>(person.Id, SyncState.InSync);

        Org.Jobs.Should().ContainSingle().Which.State.Should().Be("InProgress");
        Org.Look = job => job.Work(int.MaxValue);
        await site.IdleAsync();
    }

    [Fact]
    public async Task Save_of_a_record_that_is_in_a_job_goes_out_after_it()
    {
        var (site, ids) = await RunningJobAsync();

        await site.EditAsync(ids[0], member => member.LastName = "Newer");
        Org.Look = job => job.Work(int.MaxValue);
        await TestSite.UntilAsync(() => Task.FromResult(Org.Rows("Contact").Any(row => row["LastName"] == "Newer")), "the newer value to arrive");
        await site.IdleAsync();

        Org.Rows("Contact").Should().HaveCount(5);
    }

    private async Task<(SyncRunPreview Preview, int Before)> PreviewAsync(TestSite site)
    {
        var run = await site.Runs().StartAsync(new SyncRunRequest("Member") { IsDryRun = true }, Admin);
        await TestSite.UntilAsync(async () => (await site.Runs().GetAsync(run.Id)) is { State: SyncRunState.Done }, "the dry run to end");
        return ((await site.Runs().GetAsync(run.Id))!.Preview!, Calls().Count);
    }

    // A host asks once how the objects are made.
    private List<FakeOrg.OrgCall> Calls() => [.. Org.Calls.Where(call => !call.Path.EndsWith("/describe", StringComparison.Ordinal))];

    // A run's five members are in a job that Salesforce works on for as long as nobody sets another look at it.
    private async Task<(TestSite Site, List<Guid> Ids)> RunningJobAsync()
    {
        var site = await SiteAsync(above: 2);
        Org.Look = job => job.Work(0);
        var ids = await InsertedAsync(site, 5);
        await site.StartAsync();
        await site.Runs().StartAsync(new SyncRunRequest("Member"), Admin);
        await TestSite.UntilAsync(() => Task.FromResult(Org.Jobs is [{ State: "InProgress" }]), "the job to run");
        return (site, ids);
    }

    private async Task<TestSite> SiteAsync(int above)
    {
        var site = await TestSite.CreateAsync(_database, org: Org, options: set =>
        {
            set.PollEvery = TimeSpan.Zero;
            set.SweepSchedule = "";
            set.BulkAbove = above;
            set.DrainTimeout = TimeSpan.FromMilliseconds(50);
            set.RetryBase = TimeSpan.FromMilliseconds(20);
            set.RetryMax = TimeSpan.FromMilliseconds(200);
        });
        _sites.Add(site);
        return site;
    }

    private static async Task RunAsync(TestSite site)
    {
        var run = await site.Runs().StartAsync(new SyncRunRequest("Member"), Admin);
        await TestSite.UntilAsync(async () => (await site.Runs().GetAsync(run.Id)) is { State: SyncRunState.Done, Pending: 0 }, "the run to end");
    }

    // Past EF, as an import does it: nothing is marked.
    private static async Task<List<Guid>> InsertedAsync(TestSite site, int count)
    {
        var members = Enumerable.Range(0, count).Select(index => new Member { LastName = $"Member {index}", Email = $"m{index}@example.org" }).ToList();
        await site.SaveAsync([.. members]);
        await site.ClearMarksAsync();
        return [.. members.Select(member => member.Id)];
    }

    // As a host writes it down that has created a job, and dies.
    private static Task IntendAsync(TestSite site, IReadOnlyList<Guid> members, string job, TimeSpan sentAgo) => site.Store.WriteAsync(async (transaction, token) =>
    {
        foreach (var id in members)
        {
            await transaction.ExecuteAsync("INSERT INTO sync_intent (id, mapping, external_id, fields, sent_at, job_id) VALUES (@id, 'Member', @key, @fields, @at, @job)", token,
                ("@id", Guid.NewGuid()), ("@key", id.ToString()), ("@fields", new JsonObject { ["LastName"] = "Older" }.ToJsonString()), ("@at", (transaction.Now - sentAgo).ToUnixTimeMilliseconds()), ("@job", job));
        }
    });

    private static Task<long> JournalAsync(TestSite site, JournalAction action) => CountAsync(site, $"SELECT count(*) FROM sync_journal WHERE action = {(int)action}");

    private static Task<long> IntentsAsync(TestSite site) => CountAsync(site, "SELECT count(*) FROM sync_intent");

    private static Task<long> CountAsync(TestSite site, string sql) => site.Store.ReadAsync(async (reading, token) => (await reading.QueryAsync(sql, reader => reader.GetInt64(0), token))[0]);
}

public sealed class SqliteBulkRunTests() : BulkRunCompliance(Engine.Sqlite);

public sealed class PostgreSqlBulkRunTests() : BulkRunCompliance(Engine.PostgreSql);
