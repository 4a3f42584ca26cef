using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Ledger;

/// <summary>What the ledger promises, on whichever database: every store inherits these.</summary>
public abstract class LedgerCompliance(Engine engine)
{
    private const string Key = "record:Member:a";

    private Task<LedgerBench> BenchAsync(Action<SyncEngineOptions>? options = null) => LedgerBench.CreateAsync(engine, options);

    [Fact]
    public async Task Marks_of_one_key_fold_into_one_row_with_the_most_urgent_lane_and_all_fields()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, Lane.Bulk, fields: "FirstName");
        await bench.MarkAsync(Key, Lane.Payments, fields: "LastName");
        bench.Advance(TimeSpan.FromSeconds(1));
        await bench.MarkAsync(Key, Lane.Profiles, cause: "admin:7", fields: ["FirstName", "Email"]);

        await bench.FoldAsync();

        var row = await bench.RowAsync(Key);
        row!.Lane.Should().Be(Lane.Payments);
        row.Cause.Should().Be("admin:7");
        row.Fields!.Split(',').Should().BeEquivalentTo("FirstName", "LastName", "Email");
        (await bench.FoldAsync()).Should().Be(0, "marks are folded once");
    }

    [Fact]
    public async Task Mark_that_does_not_say_which_fields_makes_them_unknown()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, fields: "FirstName");
        await bench.FoldAsync();
        await bench.MarkAsync(Key);
        await bench.FoldAsync();
        bench.Advance(TimeSpan.FromSeconds(5));

        (await bench.ClaimOneAsync()).Fields.Should().BeEmpty();
    }

    [Fact]
    public async Task Key_is_claimed_by_one_worker_only()
    {
        await using var bench = await BenchAsync();
        for (var index = 0; index < 60; index++)
            await bench.MarkAsync($"record:Member:{index}", delay: TimeSpan.Zero);
        await bench.FoldAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => bench.ClaimAsync(atMost: 20))));

        claims.SelectMany(items => items).Select(item => item.Key).Should().HaveCount(60).And.OnlyHaveUniqueItems();
        claims.Should().OnlyContain(items => items.Count <= 20);
        claims.SelectMany(items => items).Select(item => item.LeaseToken).Distinct().Should().HaveCountGreaterThan(2, "each claim has a token of its own");
    }

    [Fact]
    public async Task Save_during_flight_is_not_lost_by_the_completion()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();
        await bench.MarkAsync(Key, fields: "Email");
        await bench.FoldAsync();

        (await bench.CompleteAsync(item)).Should().BeTrue();

        (await bench.RowAsync(Key))!.State.Should().Be(WorkState.Ready);
        bench.Advance(TimeSpan.FromSeconds(5));
        (await bench.ClaimOneAsync()).Generation.Should().BeGreaterThan(item.Generation);
    }

    [Fact]
    public async Task Save_during_flight_whose_mark_is_not_folded_yet_is_not_lost_by_the_completion()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();
        await bench.MarkAsync(Key);

        await bench.CompleteAsync(item);
        await bench.FoldAsync();

        (await bench.RowAsync(Key))!.State.Should().Be(WorkState.Ready);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_that_a_newer_edit_makes_wrong_does_not_happen(bool folded)
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        if (folded)
            await bench.FoldAsync();

        var taken = await bench.CompleteAsync(item, onlyIfUnchanged: true, writes: (transaction, token) => transaction.MarkAsync([new MarkRequest(WorkKey.Parse("site:x:1"), Lane.Bulk, Cause.Engine)], token));

        taken.Should().BeFalse();
        await bench.FoldAsync();
        (await bench.RowAsync("site:x:1")).Should().BeNull("the write was refused");
        (await bench.ClaimOneAsync()).Key.ToString().Should().Be(Key);
    }

    [Fact]
    public async Task Writes_commit_with_their_completion()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();

        var complete = () => bench.CompleteAsync(item, writes: (_, _) => throw new InvalidOperationException("no"));

        await complete.Should().ThrowAsync<InvalidOperationException>();
        (await bench.RowAsync(Key))!.State.Should().Be(WorkState.Leased, "the completion was rolled back along");
        (await bench.CompleteAsync(item)).Should().BeTrue();
        (await bench.RowAsync(Key)).Should().BeNull();
    }

    [Fact]
    public async Task Lapsed_lease_is_reclaimed_and_the_former_holder_is_fenced_off()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var first = await bench.ClaimOneAsync();
        (await bench.ClaimAsync()).Should().BeEmpty("the lease holds");

        bench.Advance(bench.Options.Lease + TimeSpan.FromSeconds(1));
        var second = await bench.ClaimOneAsync();

        second.LeaseToken.Should().NotBe(first.LeaseToken);
        (await bench.CompleteAsync(first, new Outcome.Failed(new Failure(FailureClass.Data, "late")))).Should().BeFalse();
        (await bench.RowAsync(Key))!.State.Should().Be(WorkState.Leased, "the former holder changes nothing");
        (await bench.CompleteAsync(second)).Should().BeTrue();
    }

    [Fact]
    public async Task Renewed_lease_holds()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();
        bench.Advance(bench.Options.Lease * 0.9);

        await bench.Store.WriteAsync((transaction, token) => new Claimer(bench.Options).RenewAsync(transaction, item.Key.Kind, item.LeaseToken, token));
        bench.Advance(bench.Options.Lease * 0.9);

        (await bench.ClaimAsync()).Should().BeEmpty();
        (await bench.CompleteAsync(item)).Should().BeTrue();
    }

    [Fact]
    public async Task Released_lease_is_claimed_at_once_and_costs_no_attempt()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();

        await bench.Store.WriteAsync((transaction, token) => Claimer.ReleaseAsync(transaction, item.Key.Kind, item.LeaseToken, token));

        (await bench.ClaimOneAsync()).Attempt.Should().Be(1);
    }

    [Fact]
    public async Task Hundred_rapid_saves_become_a_handful_of_claims()
    {
        await using var bench = await BenchAsync(set => (set.Quiet, set.MaxQuiet) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)));
        var claims = 0;
        var start = await bench.NowAsync();
        for (var save = 0; save < 100; save++)
        {
            await bench.MarkAsync(Key);
            await bench.FoldAsync();
            bench.Advance(TimeSpan.FromMilliseconds(100));
            foreach (var item in await bench.ClaimAsync())
            {
                claims++;
                await bench.MarkAsync(Key);
                await bench.FoldAsync();
                await bench.CompleteAsync(item);
            }
        }

        // Ten seconds of edits and more, with never a quiet moment: the maximum age lets one through every four seconds.
        claims.Should().BeGreaterThan(1).And.BeLessThan((int)((await bench.NowAsync() - start) / TimeSpan.FromSeconds(4)) + 3);
    }

    [Fact]
    public async Task Edits_that_do_not_stop_are_taken_up_at_their_maximum_age()
    {
        await using var bench = await BenchAsync(set => (set.Quiet, set.MaxQuiet) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25)));
        await bench.MarkAsync(Key);
        await bench.FoldAsync();
        for (var save = 0; save < 2; save++)
        {
            bench.Advance(TimeSpan.FromSeconds(9));
            await bench.MarkAsync(Key);
            await bench.FoldAsync();
            (await bench.ClaimAsync()).Should().BeEmpty("it is not quiet yet");
        }

        bench.Advance(TimeSpan.FromSeconds(8));

        (await bench.ClaimAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Mark_for_now_skips_the_debounce()
    {
        await using var bench = await BenchAsync(set => (set.Quiet, set.MaxQuiet) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
        await bench.MarkAsync(Key);
        await bench.FoldAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();

        (await bench.ClaimAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Mark_for_later_survives_what_is_finished_before()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.FromHours(1));
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync());
        await bench.FoldAsync();
        (await bench.RowAsync(Key)).Should().BeNull();

        bench.Advance(TimeSpan.FromMinutes(61));
        await bench.FoldAsync();

        (await bench.ClaimAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Lanes_are_claimed_apart()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync("record:Member:bulk", Lane.Bulk, TimeSpan.Zero);
        await bench.MarkAsync("record:Payment:paid", Lane.Payments, TimeSpan.Zero);
        await bench.FoldAsync();

        (await bench.ClaimAsync(Lane.Payments)).Should().ContainSingle().Which.Key.Id.Should().Be("paid");
        (await bench.ClaimAsync(Lane.Profiles)).Should().BeEmpty();
        (await bench.ClaimAsync(Lane.Bulk)).Should().ContainSingle().Which.Key.Id.Should().Be("bulk");
    }

    [Fact]
    public async Task Key_that_waits_in_bulk_moves_up_when_a_person_edits_it()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, Lane.Bulk);
        await bench.FoldAsync();
        await bench.MarkAsync(Key, Lane.Profiles, TimeSpan.Zero);
        await bench.FoldAsync();

        (await bench.ClaimAsync(Lane.Profiles)).Should().ContainSingle();
    }

    [Fact]
    public async Task Longest_due_key_is_claimed_first()
    {
        await using var bench = await BenchAsync();
        foreach (var id in new[] { "c", "a", "b" })
        {
            await bench.MarkAsync($"record:Member:{id}", delay: TimeSpan.Zero);
            bench.Advance(TimeSpan.FromSeconds(1));
        }

        await bench.FoldAsync();

        (await bench.ClaimAsync(atMost: 1))[0].Key.Id.Should().Be("c");
        (await bench.ClaimAsync(atMost: 1))[0].Key.Id.Should().Be("a");
    }

    [Fact]
    public async Task Transient_failure_backs_off_with_jitter_up_to_its_bound()
    {
        await using var bench = await BenchAsync(set => (set.RetryBase, set.RetryMax) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)));
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            var item = await bench.ClaimOneAsync();
            item.Attempt.Should().Be(attempt);
            await bench.CompleteAsync(item, new Outcome.Failed(new Failure(FailureClass.Transient, "away")));
            waits.Add((await bench.NextDueAsync())!.Value);
            bench.Advance(TimeSpan.FromSeconds(61));
        }

        waits.Zip([10, 20, 40, 60, 60, 60]).Should().OnlyContain(pair => pair.First <= TimeSpan.FromSeconds(pair.Second));
        waits.Max().Should().BeGreaterThan(TimeSpan.FromSeconds(10), "the bound grows");
        waits.Distinct().Should().HaveCountGreaterThan(3, "the wait is random");
    }

    [Fact]
    public async Task Throttled_key_waits_as_long_as_the_service_asks()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();

        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Failed(new Failure(FailureClass.Throttled, "full", RetryAfter: TimeSpan.FromMinutes(20))));

        (await bench.NextDueAsync()).Should().BeCloseTo(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task New_edit_does_not_break_into_a_back_off_and_a_wish_for_now_does()
    {
        await using var bench = await BenchAsync(set => (set.RetryBase, set.RetryMax) = (TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)));
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Failed(new Failure(FailureClass.Throttled, "away", RetryAfter: TimeSpan.FromHours(1))));

        await bench.MarkAsync(Key);
        await bench.FoldAsync();
        bench.Advance(TimeSpan.FromMinutes(1));
        (await bench.ClaimAsync()).Should().BeEmpty();

        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        (await bench.ClaimAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Data_failure_is_dead_lettered_until_a_new_edit()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Failed(new Failure(FailureClass.Data, "too long", "Shorten it.", "LastName", "STRING_TOO_LONG")));
        bench.Advance(TimeSpan.FromDays(30));
        (await bench.ClaimAsync()).Should().BeEmpty();

        var failed = (await bench.Site.Failures.ListAsync(SyncState.Failed)).Items.Should().ContainSingle().Subject;
        failed.Failure.Should().BeEquivalentTo(new Failure(FailureClass.Data, "too long", "Shorten it.", "LastName", "STRING_TOO_LONG"));
        failed.NextAttemptAt.Should().BeNull();

        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        (await bench.ClaimOneAsync()).Attempt.Should().Be(1, "attempts are counted anew");
    }

    [Fact]
    public async Task Edit_during_a_flight_that_fails_for_its_data_is_tried()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var item = await bench.ClaimOneAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();

        await bench.CompleteAsync(item, new Outcome.Failed(new Failure(FailureClass.Data, "too long")));

        (await bench.ClaimAsync()).Should().ContainSingle("the edit may have mended it");
    }

    [Fact]
    public async Task Dead_letter_is_replayed_on_request()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Failed(new Failure(FailureClass.Data, "too long")));

        (await bench.Site.Failures.RetryAsync(WorkKey.Parse(Key), new Cause("admin", "7"))).Should().BeTrue();
        (await bench.Site.Failures.RetryAsync(WorkKey.Parse(Key), new Cause("admin", "7"))).Should().BeFalse("it stands failed no more");

        (await bench.ClaimOneAsync()).Attempt.Should().Be(1);
        (await bench.Site.Journal.SearchAsync(new JournalQuery { Key = WorkKey.Parse(Key), Action = JournalAction.Decided })).Items
            .Should().ContainSingle().Which.Cause.Should().Be(new Cause("admin", "7"));
    }

    [Fact]
    public async Task Ignored_failure_rests_with_its_reason_until_the_next_mark()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Failed(new Failure(FailureClass.Data, "too long")));

        (await bench.Site.Failures.IgnoreGroupAsync((await bench.Site.Failures.GroupAsync()).Single().Id, "A test account.", new Cause("admin", "7"))).Should().Be(1);

        (await bench.Site.Failures.GroupAsync()).Should().BeEmpty();
        (await bench.Site.Failures.IgnoreAsync([WorkKey.Parse(Key)], "Again.", new Cause("admin", "7"))).Should().Be(0, "it stands among the failures no more");
        (await bench.Site.Failures.ListAsync(SyncState.Ignored)).Items.Should().ContainSingle().Which.Failure.Reason.Should().Be("too long");
        var overview = await bench.Site.Status.GetOverviewAsync();
        (overview.Failed, overview.Ignored).Should().Be((0, 1));
        (await bench.Site.Status.GetAsync(WorkKey.Parse(Key))).State.Should().Be(SyncState.Ignored);
        (await bench.Site.Journal.SearchAsync(new JournalQuery { Key = WorkKey.Parse(Key), Action = JournalAction.Decided })).Items
            .Should().ContainSingle().Which.Note.Should().Contain("A test account.");
        bench.Advance(TimeSpan.FromDays(30));
        (await bench.ClaimAsync()).Should().BeEmpty();

        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        (await bench.ClaimOneAsync()).Attempt.Should().Be(1, "what was marked since may have mended it");
    }

    [Fact]
    public async Task Broken_sign_in_pauses_the_scope_with_one_alert_and_a_probe()
    {
        await using var bench = await BenchAsync(set => set.PauseProbe = TimeSpan.FromMinutes(1));
        foreach (var id in "abc")
            await bench.MarkAsync($"record:Member:{id}", delay: TimeSpan.Zero);
        await bench.MarkAsync("record:Organization:o", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var claimed = await bench.ClaimAsync();
        var broken = new Outcome.Failed(new Failure(FailureClass.Authentication, "not let in"));

        await bench.CompleteAsync([.. claimed.Select(item => new Completion(item, broken))]);

        bench.Alerts.Should().ContainSingle("a broken sign-in is told once, for all mappings");
        (await bench.Site.Status.GetOverviewAsync()).Pauses.Select(pause => pause.Scope).Should().BeEquivalentTo("record:Member", "record:Organization");
        await bench.MarkAsync("record:Member:d", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        (await bench.ClaimAsync()).Should().BeEmpty("the scope rests");

        bench.Advance(TimeSpan.FromSeconds(61));
        var probe = await bench.ClaimAsync();
        probe.Should().HaveCount(5);
        await bench.CompleteAsync([.. probe.Select(item => new Completion(item, broken))]);
        bench.Alerts.Should().ContainSingle("it is the same pause");
        (await bench.ClaimAsync()).Should().BeEmpty();

        bench.Advance(TimeSpan.FromSeconds(61));
        await bench.CompleteAsync([.. (await bench.ClaimAsync()).Select(item => new Completion(item, Outcome.Completed))]);
        (await bench.Site.Status.GetOverviewAsync()).Pauses.Should().BeEmpty("it was proved to work");
    }

    [Fact]
    public async Task Record_that_gets_through_does_not_hide_that_the_mapping_is_broken_for_others()
    {
        await using var bench = await BenchAsync(set => set.PauseProbe = TimeSpan.FromMinutes(1));
        await bench.MarkAsync("record:Member:good", delay: TimeSpan.Zero);
        await bench.MarkAsync("record:Member:bad", delay: TimeSpan.Zero);
        await bench.FoldAsync();

        for (var round = 0; round < 3; round++)
        {
            var claimed = await bench.ClaimAsync();
            await bench.CompleteAsync([.. claimed.Select(item => new Completion(item,
                item.Key.Id == "good" ? Outcome.Completed : new Outcome.Failed(new Failure(FailureClass.Schema, "no such field"))))]);
            (await bench.ClaimAsync()).Should().BeEmpty("the scope rests instead of failing in a circle");
            await bench.MarkAsync("record:Member:good", delay: TimeSpan.Zero);
            await bench.FoldAsync();
            bench.Advance(TimeSpan.FromSeconds(61));
        }

        bench.Alerts.Should().ContainSingle();
    }

    [Fact]
    public async Task Resumed_scope_is_due_at_once()
    {
        await using var bench = await BenchAsync(set => set.PauseProbe = TimeSpan.FromHours(1));
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Failed(new Failure(FailureClass.Schema, "no such field")));

        (await bench.Site.Failures.ResumeAsync("record:Member", Cause.Engine)).Should().BeTrue();

        (await bench.ClaimAsync()).Should().ContainSingle();
        (await bench.Site.Failures.ResumeAsync("record:Member", Cause.Engine)).Should().BeFalse("it is not paused any more");
    }

    [Fact]
    public async Task Waiting_key_is_woken_when_the_other_is_done_and_looked_at_in_any_case()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync("record:Member:child", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var parent = WorkKey.Parse("record:Organization:parent");
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Waiting(parent, "Its Account goes first."));
        (await bench.ClaimAsync()).Should().BeEmpty();
        var waiting = (await bench.Site.Failures.ListAsync(SyncState.Waiting)).Items.Should().ContainSingle().Subject;
        waiting.WaitingOn.Should().Be(parent);
        waiting.Failure.Reason.Should().Be("Its Account goes first.");

        await bench.MarkAsync(parent.ToString(), delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync());
        var child = await bench.ClaimOneAsync();
        child.Key.Id.Should().Be("child");

        await bench.CompleteAsync(child, new Outcome.Waiting(parent, "Its Account goes first."));
        bench.Advance(TimeSpan.FromMinutes(2));
        (await bench.ClaimAsync()).Should().ContainSingle("nobody wakes it, and it looks again all the same");
    }

    [Fact]
    public async Task Key_that_needs_a_decision_sleeps_until_somebody_touches_it()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.NeedsDecision("Which?", "Say."));
        bench.Advance(TimeSpan.FromDays(1));
        (await bench.ClaimAsync()).Should().BeEmpty();
        (await bench.Site.Status.GetOverviewAsync()).NeedsDecision.Should().Be(1);

        await bench.MarkAsync(Key, delay: TimeSpan.Zero);
        await bench.FoldAsync();

        (await bench.ClaimAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Failures_are_paged_oldest_first()
    {
        await using var bench = await BenchAsync();
        foreach (var id in "edcba")
        {
            await bench.MarkAsync($"record:Member:{id}", delay: TimeSpan.Zero);
            bench.Advance(TimeSpan.FromSeconds(1));
        }

        await bench.FoldAsync();
        await bench.CompleteAsync([.. (await bench.ClaimAsync()).Select(item => new Completion(item, new Outcome.Failed(new Failure(FailureClass.Data, "no"))))]);

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await bench.Site.Failures.ListAsync(pageSize: 2, after: after);
            seen.AddRange(page.Items.Select(item => item.Key.Id));
            after = page.Next;
        }
        while (after is not null);

        seen.Should().Equal("e", "d", "c", "b", "a");
        (await bench.Site.Failures.RetryAllAsync("record:Member", Cause.Engine)).Should().Be(5);
    }

    [Fact]
    public async Task Folding_and_completing_at_once_by_several_hosts_loses_and_doubles_nothing()
    {
        await using var bench = await BenchAsync();
        var handled = 0;
        using var stop = new CancellationTokenSource();

        // Each worker folds, claims and completes as fast as it can, while keys are marked again and again.
        var workers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await bench.FoldAsync();
                var items = await bench.ClaimAsync(atMost: 7);
                Interlocked.Add(ref handled, items.Count);
                await bench.CompleteAsync([.. items.Select(item => new Completion(item, Outcome.Completed))]);
            }
        })).ToList();
        for (var round = 0; round < 20; round++)
        {
            await bench.Store.WriteAsync((transaction, token) => transaction.MarkAsync(
                [.. Enumerable.Range(0, 20).Select(id => new MarkRequest(WorkKey.ForRecord("Member", $"{(id * 7) % 20}"), Lane.Profiles, Cause.Engine) { Delay = TimeSpan.Zero })], token));
        }

        await TestSite.UntilAsync(async () => (await bench.Site.Status.GetOverviewAsync()).Lanes.Sum(lane => lane.Pending) == 0, "everything to be done");
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        handled.Should().BeInRange(20, 400);
    }

    [Fact]
    public async Task Backlog_is_told_per_lane_and_mapping_folded_or_not()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync("record:Member:a", Lane.Payments);
        await bench.MarkAsync("record:Member:b", Lane.Bulk);
        await bench.FoldAsync();
        await bench.MarkAsync("record:Member:c", Lane.Bulk);
        await bench.MarkAsync("record:Member:c", Lane.Bulk);
        await bench.MarkAsync("record:Member:later", Lane.Bulk, TimeSpan.FromHours(1));

        var status = await bench.Site.Status.GetOverviewAsync();

        status.Lanes.Select(lane => lane.Pending).Should().Equal(1, 0, 2);
        status.Mappings.Single(mapping => mapping.Mapping == "Member").Pending.Should().Be(3);
        status.Lanes[0].OldestMarkAt.Should().NotBeNull();
    }

    [Fact]
    public async Task Batch_of_which_some_claims_do_not_hold_any_more_is_completed_key_by_key()
    {
        await using var bench = await BenchAsync();
        foreach (var id in new[] { "a", "b", "c", "d" })
            await bench.MarkAsync($"record:Member:{id}", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var items = (await bench.ClaimAsync()).OrderBy(item => item.Key.Id, StringComparer.Ordinal).ToList();
        await bench.MarkAsync("record:Member:b");
        await bench.FoldAsync();
        await bench.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync("DELETE FROM sync_work WHERE key = 'record:Member:c'", token));

        var taken = await bench.CompleteAsync([.. items.Select(item => new Completion(item, Outcome.Completed))]);

        taken.Should().Equal(true, true, false, true);
        (await bench.RowAsync("record:Member:a")).Should().BeNull();
        (await bench.RowAsync("record:Member:b"))!.State.Should().Be(WorkState.Ready, "it was marked again meanwhile");
        (await bench.RowAsync("record:Member:c")).Should().BeNull();
        (await bench.RowAsync("record:Member:d")).Should().BeNull();
    }

    [Fact]
    public async Task Key_that_is_completed_twice_in_a_batch_is_taken_once_and_nothing_else_suffers()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync("record:Member:a", delay: TimeSpan.Zero);
        await bench.MarkAsync("record:Member:b", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var items = await bench.ClaimAsync();

        var taken = await bench.CompleteAsync([.. items.Append(items[0]).Select(item => new Completion(item, Outcome.Completed))]);

        taken.Should().NotContain(false);
        (await bench.RowAsync("record:Member:a")).Should().BeNull();
        (await bench.RowAsync("record:Member:b")).Should().BeNull();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task Batch_knows_what_is_open_whether_it_is_completed_whole_or_in_parts(int atOnce)
    {
        await using var bench = await BenchAsync();
        foreach (var id in new[] { "a", "b", "c" })
            await bench.MarkAsync($"record:Member:{id}", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        var items = await bench.ClaimAsync();
        var batch = new WorkBatch(items, bench.Store, new Completer(bench.Options, new Random(1)), bench.Site.Alerts, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        batch.Open.Should().Equal(items);
        for (var done = atOnce; done <= items.Count; done += atOnce)
        {
            await batch.CompleteAsync([.. items.Take(done).Skip(done - atOnce).Select(item => new Completion(item, Outcome.Completed))], TestContext.Current.CancellationToken);
            batch.Open.Should().Equal(items.Skip(done));
        }

        await batch.CompleteAsync([new Completion(items[0], Outcome.Completed)], TestContext.Current.CancellationToken);
        batch.Open.Should().BeEmpty("what is done does not open again");
    }

    [Fact]
    public async Task Lapsed_lease_goes_before_a_wait_that_is_over_and_that_before_what_is_ready()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync("record:Member:lapsed", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.ClaimOneAsync();
        bench.Advance(TimeSpan.FromSeconds(1));
        await bench.MarkAsync("record:Member:waiting", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.CompleteAsync(await bench.ClaimOneAsync(), new Outcome.Waiting(WorkKey.Parse("record:Organization:x"), "x goes first"));
        bench.Advance(bench.Options.Lease + TimeSpan.FromSeconds(5));
        for (var index = 0; index < 3; index++)
            await bench.MarkAsync($"record:Member:{index}", delay: TimeSpan.Zero);
        await bench.FoldAsync();

        (await bench.ClaimAsync(atMost: 1)).Select(item => item.Key.Id).Should().Equal("lapsed");
        (await bench.ClaimAsync(atMost: 2)).Select(item => item.Key.Id).Should().HaveCount(2).And.Contain("waiting");
        (await bench.ClaimAsync(atMost: 9)).Should().HaveCount(2);
        (await bench.ClaimAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Paused_scope_is_passed_over_whatever_state_its_keys_are_in()
    {
        await using var bench = await BenchAsync();
        await bench.MarkAsync("record:Member:a", delay: TimeSpan.Zero);
        await bench.MarkAsync("record:Organization:b", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.ClaimAsync();
        bench.Advance(bench.Options.Lease + TimeSpan.FromSeconds(1));
        await bench.MarkAsync("record:Member:c", delay: TimeSpan.Zero);
        await bench.FoldAsync();
        await bench.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
            "INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES ('record:Member', '{\"Class\":\"Schema\",\"Reason\":\"x\"}', 0, 99999999999999)", token));

        (await bench.ClaimAsync()).Select(item => item.Key.ToString()).Should().Equal("record:Organization:b");
    }

    [Fact]
    public async Task Mapping_tells_when_it_last_came_to_agree_also_when_its_journal_is_empty()
    {
        await using var bench = await BenchAsync();
        (await LastSyncedAsync()).Should().BeNull();

        await bench.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
            "INSERT INTO sync_link (mapping, external_id, remote_id, base, linked_at, last_synced_at) VALUES ('Member', 'a', '003000000000001AAA', '{}', 0, 5000)", token));
        (await LastSyncedAsync()).Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(5000));

        var agreed = await JournalAsync(JournalAction.Unchanged, "{}");
        bench.Advance(TimeSpan.FromMinutes(1));
        await JournalAsync(JournalAction.Failed);
        await JournalAsync(JournalAction.Unchanged);
        await JournalAsync(JournalAction.Planned, "{}");
        (await LastSyncedAsync()).Should().Be(agreed, "a record that was not looked at, or not brought in agreement, says nothing");
        (await LastSyncedAsync()).Should().Be(agreed);
        var applied = await JournalAsync(JournalAction.Applied);
        (await LastSyncedAsync()).Should().Be(applied);

        async Task<DateTimeOffset?> LastSyncedAsync() => (await bench.Site.Status.GetOverviewAsync()).Mappings.Single(mapping => mapping.Mapping == "Member").LastSyncedAt;

        async Task<DateTimeOffset> JournalAsync(JournalAction action, string? decision = null)
        {
            var at = DateTimeOffset.MinValue;
            await bench.Store.WriteAsync((transaction, token) =>
            {
                at = transaction.Now;
                return transaction.WriteAsync(WorkKey.Parse(Key), action, Cause.Engine, token, decision: decision);
            });
            return at;
        }
    }
}

public sealed class SqliteLedgerTests() : LedgerCompliance(Engine.Sqlite);

public sealed class PostgreSqlLedgerTests() : LedgerCompliance(Engine.PostgreSql);
