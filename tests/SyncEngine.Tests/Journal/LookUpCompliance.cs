using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Ledger;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Journal;

/// <summary>What the control room asks: the journal by record, time and counts, failures by cause, records by what people call them.</summary>
public abstract class LookUpCompliance(Engine engine)
{
    private static readonly Failure TooLong = new(FailureClass.Data, "Too long.", "Shorten it.", "Email", "STRING_TOO_LONG");

    [Fact]
    public async Task Journal_is_found_by_either_id_and_by_time()
    {
        await using var bench = await LedgerBench.CreateAsync(engine);
        var start = await bench.NowAsync();
        await WriteAsync(bench, "record:Member:a", remoteId: "003000000000001AAA");
        bench.Advance(TimeSpan.FromHours(2));
        await WriteAsync(bench, "record:Member:b");
        bench.Advance(TimeSpan.FromHours(2));
        await WriteAsync(bench, "record:Organization:a");

        (await KeysAsync(bench, new JournalQuery { Record = "a" })).Should().Equal("record:Organization:a", "record:Member:a");
        (await KeysAsync(bench, new JournalQuery { Record = "003000000000001" })).Should().Equal("record:Member:a");
        (await KeysAsync(bench, new JournalQuery { Record = "'; DROP TABLE sync_journal" })).Should().BeEmpty();
        (await KeysAsync(bench, new JournalQuery { From = start + TimeSpan.FromHours(1) })).Should().Equal("record:Organization:a", "record:Member:b");
        (await KeysAsync(bench, new JournalQuery { To = start + TimeSpan.FromHours(1) })).Should().Equal("record:Member:a");
        (await KeysAsync(bench, new JournalQuery { From = start + TimeSpan.FromHours(1), To = start + TimeSpan.FromHours(3) })).Should().Equal("record:Member:b");
        (await KeysAsync(bench, new JournalQuery { From = start + TimeSpan.FromDays(1) })).Should().BeEmpty();
        (await KeysAsync(bench, new JournalQuery { To = start - TimeSpan.FromDays(1) })).Should().BeEmpty();
    }

    [Fact]
    public async Task Counts_tell_each_span_and_how_long_keys_waited()
    {
        await using var bench = await LedgerBench.CreateAsync(engine);
        var start = await bench.NowAsync();
        await bench.MarkAsync("record:Member:quick");
        await bench.FoldAsync();
        var quick = await bench.ClaimOneAsync();
        await bench.CompleteAsync(quick, writes: (store, token) => store.WriteAsync(quick.Key, JournalAction.Updated, quick.Cause, token));
        await bench.MarkAsync("record:Member:slow");
        await bench.FoldAsync();
        bench.Advance(TimeSpan.FromMinutes(90));
        var slow = await bench.ClaimOneAsync();
        await bench.CompleteAsync(slow, writes: (store, token) => store.WriteAsync(slow.Key, JournalAction.Created, slow.Cause, token));
        await WriteAsync(bench, "record:Member:c", JournalAction.Failed);
        await WriteAsync(bench, "record:Member:d", JournalAction.Retrying);
        await WriteAsync(bench, "record:Member:e", JournalAction.Decided);

        var counts = await bench.Site.Journal.CountAsync(start, TimeSpan.FromHours(1), 3);

        counts.Select(count => (count.Agreed, count.Failed, count.Retried)).Should().Equal((1, 0, 0), (1, 1, 1), (0, 0, 0));
        counts[0].Waits.Take(3).Sum().Should().Be(1);
        counts[1].Waits.Should().Equal(0, 0, 0, 0, 0, 1);
    }

    [Fact]
    public async Task Failures_are_grouped_by_cause_and_retried_by_group()
    {
        await using var bench = await LedgerBench.CreateAsync(engine);
        await FailAsync(bench, "record:Member:a", TooLong);
        await FailAsync(bench, "record:Member:b", TooLong);
        await FailAsync(bench, "record:Organization:a", TooLong);
        await FailAsync(bench, "record:Member:c", new Failure(FailureClass.Throttled, "Slow down.", RetryAfter: TimeSpan.FromMinutes(10)));
        await FailAsync(bench, "record:Member:d", new Failure(FailureClass.Throttled, "Slow down.", RetryAfter: TimeSpan.FromMinutes(20)));

        var groups = await bench.Site.Failures.GroupAsync();
        var chosen = groups.Single(group => group.Scope == "record:Member" && group.Failure.Code is not null);
        var list = await bench.Site.Failures.ListGroupAsync(chosen.Id, 1);
        var rest = await bench.Site.Failures.ListGroupAsync(chosen.Id, 1, list.Next);
        var retried = await bench.Site.Failures.RetryGroupAsync(chosen.Id, new Cause("admin", "7"));

        groups.Select(group => (group.Scope, group.Failure.Reason, group.Count)).Should().BeEquivalentTo(
            [("record:Member", "Too long.", 2L), ("record:Organization", "Too long.", 1L), ("record:Member", "Slow down.", 2L)]);
        list.Items.Concat(rest.Items).Select(work => work.Key.Id).Should().Equal("a", "b");
        rest.Next.Should().BeNull();
        retried.Should().Be(2);
        (await bench.Site.Failures.GroupAsync()).Should().HaveCount(2).And.NotContain(group => group.Id == chosen.Id);
        (await bench.Site.Failures.RetryGroupAsync(chosen.Id, new Cause("admin", "7"))).Should().Be(0);
        (await bench.Site.Failures.ListGroupAsync("nothing")).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Records_are_found_by_what_people_call_them()
    {
        await using var bench = await LedgerBench.CreateAsync(engine);
        var ada = new Member { FirstName = "Ada", LastName = "Lovelace", Email = "Ada@Example.org" };
        var percent = new Member { FirstName = "Per", LastName = "100%_sure", Email = "per@example.org" };
        await bench.Site.SaveAsync(ada, percent, new Organization { Name = "Adamant" });
        var records = bench.Site.Services.GetService(typeof(ISyncRecords)).Should().BeAssignableTo<ISyncRecords>().Subject;

        (await records.FindAsync("ada")).Values.Should().BeEquivalentTo("Ada Lovelace", "Adamant");
        (await records.FindAsync("ADA@example")).Values.Should().Equal("Ada Lovelace");
        (await records.FindAsync("100%_")).Values.Should().Equal("Per 100%_sure");
        (await records.FindAsync("%")).Should().BeEmpty();
        (await records.FindAsync(ada.Id.ToString())).Values.Should().Equal("Ada Lovelace");
        (await records.LabelAsync([WorkKey.ForRecord("Member", ada.Id.ToString()), WorkKey.Parse("mail:receipt:1"), WorkKey.ForRecord("Gone", "x")])).Should().ContainSingle();
        var details = await records.GetAsync(WorkKey.ForRecord("Member", ada.Id.ToString()));
        details!.Fields.Single(field => field.Name == "Email").Local.Should().Be("Ada@Example.org");
        details.RemoteId.Should().BeNull();
        (await records.GetAsync(WorkKey.ForRecord("Member", Guid.NewGuid().ToString()))).Should().BeNull();
    }

    private static async Task<IEnumerable<string>> KeysAsync(LedgerBench bench, JournalQuery query) =>
        (await bench.Site.Journal.SearchAsync(query)).Items.Select(entry => entry.Key.ToString());

    private static Task WriteAsync(LedgerBench bench, string key, JournalAction action = JournalAction.Updated, string? remoteId = null) =>
        bench.Store.WriteAsync((store, token) => store.WriteAsync(WorkKey.Parse(key), action, new Cause("user", "1"), token, remoteId));

    private static async Task FailAsync(LedgerBench bench, string key, Failure failure)
    {
        await bench.MarkAsync(key);
        await bench.FoldAsync();
        var item = (await bench.ClaimAsync()).Single(item => item.Key.ToString() == key);
        await bench.CompleteAsync(item, new Outcome.Failed(failure));
    }
}

public sealed class SqliteLookUpTests() : LookUpCompliance(Engine.Sqlite);

public sealed class PostgreSqlLookUpTests() : LookUpCompliance(Engine.PostgreSql);
