using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Hosting;

/// <summary>A kind of the site's own, on both databases: debounced, retried, dead-lettered, woken and paused like all others.</summary>
public abstract class OwnKindCompliance(Engine engine) : IAsyncLifetime
{
    private readonly Badges _badges = new();
    private TestDatabase _database = null!;
    private TestSite _site = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _site = await TestSite.CreateAsync(_database, map => { TestSite.Standard(map); map.AddReconciler<BadgeReconciler>("badge"); }, services => services.AddSingleton(_badges),
            options => options.RetryBase = TimeSpan.FromMilliseconds(1));
        await _site.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Own_kind_is_reconciled_and_its_writes_commit_with_its_completion()
    {
        _badges.Answer = item => (Outcome.Completed, (transaction, token) => transaction.MarkAsync([Mark($"badge:mail:{item.Key.Id}")], token));

        await _site.Marks.MarkAsync([Mark("badge:print:1"), Mark("badge:print:2")]);
        await TestSite.UntilAsync(() => Task.FromResult(_badges.Seen.Count(key => key.Type == "mail") >= 2), "each badge's mail to be reconciled");

        _badges.Seen.Distinct().Select(key => key.ToString()).Should().Contain(["badge:print:1", "badge:print:2", "badge:mail:1", "badge:mail:2"]);
    }

    [Fact]
    public async Task Own_kind_that_throws_is_tried_again_and_its_dead_letters_are_replayed()
    {
        var tries = 0;
        _badges.Answer = _ => Interlocked.Increment(ref tries) switch
        {
            < 3 => throw new InvalidOperationException("out of paper"),
            3 => (new Outcome.Failed(new Failure(FailureClass.Data, "The badge has no name.", "Give it one.")), null),
            _ => (Outcome.Completed, null),
        };

        await _site.Marks.MarkAsync([Mark("badge:print:1")]);
        await TestSite.UntilAsync(async () => (await _site.Failures.ListAsync(SyncState.Failed)).Items.Count == 1, "the badge to be dead-lettered");
        (await _site.Failures.ListAsync()).Items[0].Failure.Should().Be(new Failure(FailureClass.Data, "The badge has no name.", "Give it one."));
        await _site.Failures.RetryAsync(WorkKey.Parse("badge:print:1"), Cause.Engine);

        await _site.IdleAsync();
        (await _site.Failures.ListAsync()).Items.Should().BeEmpty();
        Volatile.Read(ref tries).Should().Be(4);
    }

    [Fact]
    public async Task Own_kind_waits_for_another_key_and_pauses_as_a_scope()
    {
        var isPrinted = false;
        _badges.Answer = item => item.Key.Type switch
        {
            "mail" when !Volatile.Read(ref isPrinted) => (new Outcome.Waiting(WorkKey.Parse("badge:print:1"), "It is not printed yet."), null),
            "ink" => (new Outcome.Failed(new Failure(FailureClass.Authentication, "The printer knows us not.")), null),
            _ => (Outcome.Completed, null),
        };

        await _site.Marks.MarkAsync([Mark("badge:mail:1"), Mark("badge:ink:1"), Mark("badge:ink:2")]);
        await TestSite.UntilAsync(async () => (await _site.Failures.ListAsync(SyncState.Waiting)).Items.Count == 1, "the mail to wait");
        await TestSite.UntilAsync(() => Task.FromResult(_site.Alerts.Pauses.Count > 0), "the scope to be paused");
        Volatile.Write(ref isPrinted, true);
        await _site.Marks.MarkAsync([Mark("badge:print:1")]);

        await TestSite.UntilAsync(async () => (await _site.Failures.ListAsync(SyncState.Waiting)).Items.Count == 0, "the mail to be woken");
        _site.Alerts.Pauses.Should().ContainSingle().Which.Scope.Should().Be("badge:ink");
    }

    [Fact]
    public async Task Kind_that_wants_more_of_a_lane_than_are_claimed_at_once_gets_them_together_with_their_leases()
    {
        await _site.Marks.MarkAsync([.. Enumerable.Range(0, 25).Select(number => Mark($"badge:print:{number}") with { Lane = Lane.Bulk })]);
        await TestSite.UntilAsync(() => Task.FromResult(_badges.Seen.Count >= 25), "all to be printed");
        await _site.IdleAsync();

        _badges.Batches.Should().Contain(batch => batch.Count > 10).And.OnlyContain(batch => batch.Count <= 25 && batch.GroupBy(item => item.LeaseToken).All(claim => claim.Count() <= 10));
        _badges.Seen.Should().HaveCount(25).And.OnlyHaveUniqueItems();
    }

    private static MarkRequest Mark(string key) => new(WorkKey.Parse(key), Lane.Profiles, new Cause("site")) { Delay = TimeSpan.Zero };

    public sealed class Badges
    {
        public ConcurrentQueue<WorkKey> Seen { get; } = [];

        public ConcurrentQueue<IReadOnlyList<WorkItem>> Batches { get; } = [];

        public Func<WorkItem, (Outcome Outcome, Func<IStoreTransaction, CancellationToken, Task>? Writes)> Answer { get; set; } = _ => (Outcome.Completed, null);
    }

    internal sealed class BadgeReconciler(Badges badges) : IReconciler
    {
        public string Kind => "badge";

        public int MaxBatchSize => 10;

        public int MostAtOnce(Lane lane) => lane == Lane.Bulk ? 25 : MaxBatchSize;

        public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
        {
            badges.Batches.Enqueue(batch.Items);
            foreach (var item in batch.Items)
            {
                badges.Seen.Enqueue(item.Key);
                var (outcome, writes) = badges.Answer(item);
                await batch.CompleteAsync([new Completion(item, outcome) { Writes = item.Key.Type == "print" ? writes : null }], cancellationToken);
            }
        }
    }
}

public sealed class SqliteOwnKindTests() : OwnKindCompliance(Engine.Sqlite);

public sealed class PostgreSqlOwnKindTests() : OwnKindCompliance(Engine.PostgreSql);
