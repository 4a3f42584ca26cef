using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

/// <summary>What Salesforce's edits become on the site; on both databases, because here the engine writes the site's own rows.</summary>
public abstract class InwardCompliance(Engine engine) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestSite _site = null!;

    private FakeOrg Org { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(engine);
        _site = await NewSiteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        Org.Dispose();
    }

    [Fact]
    public async Task Edit_in_Salesforce_arrives_by_the_poll_and_is_not_sent_back()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var writes = Org.Writes.Count;

        Org.Edit(Org.Only("Contact"), "LastName", "Lovelace");
        await UntilMemberAsync(member.Id, loaded => loaded.LastName == "Lovelace");
        await _site.IdleAsync();

        Org.Writes.Should().HaveCount(writes, "what came in is no edit of the site's");
        (await _site.MarksAsync()).Should().BeEmpty();
        var entry = (await _site.Journal.SearchAsync(new JournalQuery { Action = JournalAction.Applied })).Items.Should().ContainSingle().Subject;
        entry.Cause.Origin.Should().Be("poll");
        entry.Fields.Should().ContainSingle().Which.Should().Be(new JournalField("LastName", "LastName", false, "Byron", "Lovelace"));
    }

    [Fact]
    public async Task Edits_of_different_fields_on_both_sides_both_stand()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        await StopAsync();

        Org.Edit(Org.Only("Contact"), "LastName", "Lovelace");
        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await RestartAsync();
        await UntilMemberAsync(member.Id, loaded => loaded is { FirstName: "Augusta", LastName: "Lovelace" });
        await _site.IdleAsync();

        (Org.Only("Contact")["FirstName"], Org.Only("Contact")["LastName"]).Should().Be(("Augusta", "Lovelace"));
        (await _site.Conflicts().CountAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData(FieldChoice.Local, null, "Site", "Site")]
    [InlineData(FieldChoice.Remote, null, "Org", "Org")]
    [InlineData(FieldChoice.Other, "Third", "Third", "Third")]
    public async Task Field_changed_on_both_sides_waits_for_a_person_and_follows_the_decision(FieldChoice choice, string? value, string onSite, string inOrg)
    {
        var member = await ConflictAsync();
        var conflict = (await _site.Conflicts().ListAsync()).Items.Should().ContainSingle().Subject;
        (conflict.Field, conflict.Local, conflict.Remote, conflict.BaseLocal, conflict.Reason).Should().Be(("LastName", "Site", "Org", "Byron", "conflict"));
        conflict.RemoteAt.Should().NotBeNull();
        conflict.LocalAt.Should().NotBeNull();

        (await _site.Conflicts().ResolveAsync(conflict, choice, value, new Cause("admin", "7"))).Should().BeTrue();
        await UntilMemberAsync(member.Id, loaded => loaded.LastName == onSite);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        Org.Only("Contact")["LastName"].Should().Be(inOrg);
        (await _site.Conflicts().CountAsync()).Should().Be(0);
        (await _site.Journal.SearchAsync(new JournalQuery { Action = JournalAction.Decided })).Items.Should().ContainSingle().Which.Cause.Should().Be(new Cause("admin", "7"));
        (await _site.Conflicts().ResolveAsync(conflict, choice, value, new Cause("admin", "7"))).Should().BeFalse("it is decided");
    }

    [Fact]
    public async Task Decision_given_while_the_record_is_looked_at_is_carried_out()
    {
        var member = await ConflictAsync();
        await _site.IdleAsync();
        var conflict = (await _site.Conflicts().ListAsync()).Items.Should().ContainSingle().Subject;
        var decided = new TaskCompletionSource<bool>();
        Org.After = call =>
        {
            if (call.Path.Contains("/query", StringComparison.Ordinal))
                return;

            Org.After = null;
            decided.SetResult(_site.Conflicts().ResolveAsync(conflict, FieldChoice.Remote, null, new Cause("admin", "7")).GetAwaiter().GetResult());
        };

        // Another edit makes the engine read the record; the decision comes once it has read what was decided so far.
        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        (await decided.Task).Should().BeTrue();

        await UntilMemberAsync(member.Id, loaded => loaded.LastName == "Org");
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);
    }

    [Fact]
    public async Task Decision_on_what_has_changed_since_is_asked_again()
    {
        var member = await ConflictAsync();
        var seen = (await _site.Conflicts().ListAsync()).Items[0];

        Org.Edit(Org.Only("Contact"), "LastName", "Org again");
        await TestSite.UntilAsync(async () => (await _site.Conflicts().ListAsync()).Items is [{ Remote: "Org again" }], "the new value to be seen");

        (await _site.Conflicts().ResolveAsync(seen, FieldChoice.Local, null, Cause.Engine)).Should().BeFalse("the person saw another value");
        (await _site.UseAsync(context => context.Members.SingleAsync(loaded => loaded.Id == member.Id))).LastName.Should().Be("Site");
    }

    [Fact]
    public async Task Field_that_the_site_decides_is_written_again_and_told_as_drift()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada", RenewalDate = new DateOnly(2027, 1, 31) });

        Org.Edit(Org.Only("Contact"), "Renewal_Date__c", "2030-01-01");
        await TestSite.UntilAsync(() => Task.FromResult(Org.Only("Contact")["Renewal_Date__c"] == "2027-01-31"), "the date to be written again");
        await _site.IdleAsync();

        (await _site.Journal.SearchAsync(new JournalQuery { Key = WorkKey.ForRecord("Member", member.Id.ToString()) })).Items.Should().Contain(entry => entry.Note != null && entry.Note.Contains("Drift"));
    }

    [Fact]
    public async Task Somebody_who_keeps_changing_a_field_back_is_brought_before_a_person()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada", RenewalDate = new DateOnly(2027, 1, 31) });
        var contact = Org.Only("Contact");
        for (var round = 0; round < 10 && (await _site.Conflicts().CountAsync()) == 0; round++)
        {
            Org.Edit(contact, "Renewal_Date__c", "2030-01-01");
            await TestSite.UntilAsync(async () => contact["Renewal_Date__c"] == "2027-01-31" || await _site.Conflicts().CountAsync() > 0, "it to be written again, or asked about");
            await _site.IdleAsync();
        }

        (await _site.Conflicts().ListAsync()).Items.Should().ContainSingle().Which.Reason.Should().Be("flips");
        (await _site.Status.GetAsync<Member>(member.Id.ToString())).State.Should().Be(SyncState.NeedsDecision);
    }

    [Fact]
    public async Task Save_on_the_site_while_a_change_comes_in_is_not_written_over()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var saved = 0;
        Org.After = call =>
        {
            // Between our read of both sides and our write: the member saves.
            if (call is { Method: "GET" } && call.Path.Contains("sobjects/Contact/003", StringComparison.Ordinal) && Org.Only("Contact")["LastName"] == "Org" && Interlocked.Exchange(ref saved, 1) == 0)
                _site.EditAsync(member.Id, edited => edited.LastName = "Site").GetAwaiter().GetResult();
        };

        Org.Edit(Org.Only("Contact"), "LastName", "Org");
        await TestSite.UntilAsync(async () => await _site.Conflicts().CountAsync() == 1, "the conflict to be seen");

        (await _site.UseAsync(context => context.Members.SingleAsync())).LastName.Should().Be("Site");
        Org.Only("Contact")["LastName"].Should().Be("Org");
    }

    [Fact]
    public async Task Applier_of_the_site_decides_what_a_change_does()
    {
        await using var site = await NewSiteAsync(services: services => services.AddScoped<IRemoteChangeApplier<Member>, ConfirmingApplier>());
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron", Email = "old@example.org" }, site);

        Org.Edit(Org.Only("Contact"), "Email", "new@example.org");
        Org.Edit(Org.Only("Contact"), "FirstName", " augusta ");
        await TestSite.UntilAsync(async () => (await site.UseAsync(context => context.Members.SingleAsync())).FirstName == "Augusta", "the name to arrive as the site writes it");
        await site.IdleAsync();

        var loaded = await site.UseAsync(context => context.Members.SingleAsync());
        (loaded.Email, loaded.Note).Should().Be(("old@example.org", "new address: new@example.org"), "a changed address waits for its owner");
        (await site.Journal.SearchAsync(new JournalQuery { Action = JournalAction.Applied })).Items.Should().Contain(entry => entry.Note != null && entry.Note.Contains("Email is put off: waits for confirmation"));

        await site.EditAsync(member.Id, edited => edited.Email = "new@example.org");
        await site.IdleAsync();
        (await site.Status.GetAsync<Member>(member.Id.ToString())).State.Should().Be(SyncState.InSync);
        Org.Only("Contact")["Email"].Should().Be("new@example.org");
    }

    [Fact]
    public async Task Value_that_the_site_does_not_take_fails_its_record_alone()
    {
        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m => m.Field(x => x.LastName, "LastName").Field(x => x.RenewalDate, "Renewal_Date__c", policy: ConflictPolicy.RemoteWins)));
        await site.StartAsync();
        var (one, two) = (new Member { LastName = "One" }, new Member { LastName = "Two" });
        await site.SaveAsync(one, two);
        await site.IdleAsync();

        var rows = Org.Rows("Contact");
        Org.Edit(rows.Single(row => row["LastName"] == "One"), "Renewal_Date__c", "next spring");
        Org.Edit(rows.Single(row => row["LastName"] == "Two"), "Renewal_Date__c", "2027-01-31");
        await TestSite.UntilAsync(async () => (await site.Failures.ListAsync(SyncState.Failed)).Items.Count == 1, "the bad value to be dead-lettered");
        await TestSite.UntilAsync(async () => (await site.UseAsync(context => context.Members.SingleAsync(member => member.Id == two.Id))).RenewalDate == new DateOnly(2027, 1, 31), "the good one to arrive");

        (await site.Failures.ListAsync(SyncState.Failed)).Items[0].Failure.Field.Should().Be("RenewalDate");
    }

    [Fact]
    public async Task Contact_moved_to_another_account_is_moved_on_the_site()
    {
        var (first, second) = (new Organization { Name = "First" }, new Organization { Name = "Second" });
        await _site.SaveAsync(second);
        var member = await SyncedAsync(new Member { LastName = "Ada", Organization = first });

        Org.Edit(Org.Only("Contact"), "AccountId", Org.Rows("Account").Single(row => row["Name"] == "Second").Id);
        await UntilMemberAsync(member.Id, loaded => loaded.OrganizationId == second.Id);

        Org.Edit(Org.Only("Contact"), "AccountId", Org.Add("Account", ("Name", "Nobody's")).Id);
        await TestSite.UntilAsync(async () => (await _site.Journal.SearchAsync(new JournalQuery { Record = member.Id.ToString() })).Items.Any(entry => entry.Note?.Contains("not linked with any here") == true), "the unknown account to be told");
        (await _site.UseAsync(context => context.Members.SingleAsync())).OrganizationId.Should().Be(second.Id);
    }

    [Theory]
    [InlineData(DeletePolicy.Ignore)]
    [InlineData(DeletePolicy.Follow)]
    [InlineData(DeletePolicy.Archive)]
    public async Task Deletion_in_Salesforce_does_what_the_mapping_says(DeletePolicy policy)
    {
        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m =>
        {
            m.Field(x => x.LastName, "LastName");
            _ = policy == DeletePolicy.Archive ? m.ArchiveOnSite(member => member.Note = "archived") : m.OnSalesforceDelete(policy);
        }));
        var member = await SyncedAsync(new Member { LastName = "Ada" }, site);

        Org.Delete(Org.Only("Contact"));
        await TestSite.UntilAsync(async () => (await site.Journal.SearchAsync(new JournalQuery { Record = member.Id.ToString() })).Items.Any(entry => entry.Note?.Contains("eleted") == true), "the deletion to be told");
        await site.IdleAsync();

        var left = await site.UseAsync(context => context.Members.SingleOrDefaultAsync());
        (left is null, left?.Note).Should().Be((policy == DeletePolicy.Follow, policy == DeletePolicy.Archive ? "archived" : null));
        Org.Rows("Contact").Should().BeEmpty("nothing is raised from the dead");
    }

    [Fact]
    public async Task New_contact_makes_a_member_only_where_the_mapping_says_so()
    {
        await SyncedAsync(new Member { LastName = "Old" });
        Org.Add("Contact", ("LastName", "New"));
        await PolledAsync(_site);
        await _site.IdleAsync();
        (await _site.UseAsync(context => context.Members.CountAsync())).Should().Be(1);
        await _site.StopAsync();

        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m => m.Match(x => x.Email, x => x.LastName)
            .Field(x => x.LastName, "LastName").Field(x => x.Email, "Email").CreateOnSite(() => new Member())));
        await site.StartAsync();
        var known = new Member { LastName = "Known", Email = "known@example.org" };
        await site.UseAsync(async context =>
        {
            // Past EF: nobody marks it, and the new contact is recognised all the same.
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "Members" ("Id", "LastName", "Email", "EmailConfirmed", "Tier") VALUES ({known.Id = Guid.CreateVersion7()}, {known.LastName}, {known.Email}, {true}, {0})""");
        });
        var (fresh, twin) = (Org.Add("Contact", ("LastName", "Fresh"), ("Email", "fresh@example.org")), Org.Add("Contact", ("LastName", "Known"), ("Email", "KNOWN@example.org")));
        await TestSite.UntilAsync(async () => await site.UseAsync(context => context.Members.AnyAsync(member => member.LastName == "Fresh")), "the member to be made");
        await TestSite.UntilAsync(() => Task.FromResult(fresh[FakeOrg.ExternalId] is not null && twin[FakeOrg.ExternalId] is not null), "both to carry our ids");
        await site.IdleAsync();

        twin[FakeOrg.ExternalId].Should().Be(known.Id.ToString());
        (await site.UseAsync(context => context.Members.Select(member => member.LastName).ToListAsync())).Should().BeEquivalentTo("Old", "Known", "Fresh");
    }

    [Fact]
    public async Task Shadow_plans_and_reports_and_does_nothing()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        await _site.Switches().SetAsync("Member", DirectionSwitch.Shadow, DirectionSwitch.Shadow, new Cause("admin", "7"));
        var writes = Org.Writes.Count;
        Org.Edit(Org.Only("Contact"), "LastName", "Lovelace");
        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await TestSite.UntilAsync(async () => (await _site.Journal.SearchAsync(new JournalQuery { Action = JournalAction.Planned })).Items.Any(entry => entry.Note!.Contains("LastName (Apply") && entry.Note.Contains("FirstName (Push")), "both to be planned");
        await _site.IdleAsync();

        Org.Writes.Should().HaveCount(writes);
        (await _site.UseAsync(context => context.Members.SingleAsync())).LastName.Should().Be("Byron");

        await _site.Switches().SetAsync("Member", DirectionSwitch.On, DirectionSwitch.On, new Cause("admin", "7"));
        await _site.Marks.MarkRecordAsync<Member>(member.Id.ToString(), new Cause("admin", "7"));
        await UntilMemberAsync(member.Id, loaded => loaded.LastName == "Lovelace");
        Org.Only("Contact")["FirstName"].Should().Be("Augusta");
    }

    [Fact]
    public async Task Change_is_taken_back_unless_somebody_has_changed_it_since()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        Org.Edit(Org.Only("Contact"), "LastName", "Lovelace");
        await UntilMemberAsync(member.Id, loaded => loaded.LastName == "Lovelace");
        await _site.IdleAsync();
        var entry = (await _site.Journal.SearchAsync(new JournalQuery { Action = JournalAction.Applied })).Items[0];

        (await _site.Edits().UndoAsync(entry.Id, "LastName", new Cause("admin", "7"))).IsDone.Should().BeTrue();
        await TestSite.UntilAsync(() => Task.FromResult(Org.Only("Contact")["LastName"] == "Byron"), "the former value to go out as an edit");
        await _site.IdleAsync();

        (await _site.UseAsync(context => context.Members.SingleAsync())).LastName.Should().Be("Byron");
        var again = await _site.Edits().UndoAsync(entry.Id, "LastName", new Cause("admin", "7"));
        again.IsDone.Should().BeFalse();
        again.Reason.Should().Contain("changed since");
        (await _site.Edits().UndoAsync(entry.Id, "Nothing", new Cause("admin", "7"))).IsDone.Should().BeFalse();
    }

    [Fact]
    public async Task Decisions_are_made_again_alike_and_otherwise_under_another_policy()
    {
        await ConflictAsync();

        var same = await _site.Decisions().ReplayAsync(1000);
        var other = await _site.Decisions().ReplayAsync(1000, "Member", ConflictPolicy.LocalWins);

        same.Replayed.Should().BeGreaterThan(1);
        same.Differences.Should().BeEmpty();
        other.Differences.Where(difference => difference.Was.Action == FieldAction.Ask).Should().NotBeEmpty().And.OnlyContain(difference => difference.WouldBe.Action == FieldAction.Push);
        var decision = await _site.Decisions().GetAsync(other.Differences[0].JournalId);
        decision!.Key.Should().Be(other.Differences[0].Key);
        decision.Fields.Should().Contain(field => field.Input.Field == other.Differences[0].Field && field.Plan == other.Differences[0].Was);
        (await _site.Decisions().GetAsync(long.MaxValue)).Should().BeNull();
        var exported = await _site.Decisions().ExportAsync(other.Differences[0].JournalId);
        exported.Should().Contain("conflict").And.NotContain("Site").And.NotContain("Byron");
    }

    [Fact]
    public async Task Personal_data_is_forgotten_and_the_fact_of_it_stays()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var key = WorkKey.ForRecord("Member", member.Id.ToString());

        (await _site.Edits().ForgetAsync(key, new Cause("admin", "7"))).Should().BeGreaterThan(0);

        var entries = (await _site.Journal.SearchAsync(new JournalQuery { Key = key })).Items;
        entries.Should().Contain(entry => entry.Action == JournalAction.Created).And.OnlyContain(entry => entry.Fields.Count == 0);
        (await _site.Decisions().ReplayAsync(10, "Member")).Replayed.Should().Be(0);
    }

    [Fact]
    public async Task What_was_sent_is_forgotten_with_the_record_and_a_bulk_job_is_still_known_to_carry_it()
    {
        var key = WorkKey.ForRecord("Member", "11111111-0000-7000-8000-000000000001");
        await _site.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
            """
            INSERT INTO sync_intent (id, mapping, external_id, fields, sent_at, replaced, job_id) VALUES
                ('0190d6a0-0000-7000-8000-000000000001', 'Member', '11111111-0000-7000-8000-000000000001', '{"LastName":"Byron"}', 9, '{"LastName":"Gordon"}', NULL),
                ('0190d6a0-0000-7000-8000-000000000002', 'Member', '11111111-0000-7000-8000-000000000001', '{"LastName":"Byron"}', 9, '{"LastName":"Gordon"}', '7500000000000001AAA'),
                ('0190d6a0-0000-7000-8000-000000000003', 'Member', '11111111-0000-7000-8000-000000000002', '{"LastName":"Babbage"}', 9, NULL, '7500000000000001AAA')
            """, token));

        await _site.Edits().ForgetAsync(key, new Cause("admin", "7"));

        (await _site.Store.ReadAsync((reading, token) => reading.QueryAsync("SELECT external_id, fields, replaced, job_id FROM sync_intent ORDER BY external_id",
            reader => (reader.GetString(0)[^1], reader.GetString(1), reader.TextOrNull(2), reader.GetString(3)), token)))
            .Should().Equal(('1', "{}", null, "7500000000000001AAA"), ('2', """{"LastName":"Babbage"}""", null, "7500000000000001AAA"));
    }

    [Fact]
    public async Task Unlinked_record_is_made_anew_only_on_request()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada" });
        Org.Delete(Org.Only("Contact"));
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);

        (await _site.Edits().UnlinkAsync(WorkKey.ForRecord("Member", member.Id.ToString()), createNew: true, new Cause("admin", "7"))).IsDone.Should().BeTrue();
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        Org.Only("Contact")["LastName"].Should().Be("Ada");
    }

    private async Task<Member> ConflictAsync()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        await StopAsync();
        Org.Edit(Org.Only("Contact"), "LastName", "Org");
        await _site.EditAsync(member.Id, edited => edited.LastName = "Site");
        await RestartAsync();
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);
        return member;
    }

    private async Task StopAsync() => await _site.StopAsync();

    // A host cannot be started twice: another one of the same site takes over.
    private async Task RestartAsync()
    {
        await _site.DisposeAsync();
        _site = await NewSiteAsync();
        await _site.StartAsync();
    }

    private Task UntilMemberAsync(Guid id, Func<Member, bool> condition) =>
        TestSite.UntilAsync(async () => condition(await _site.UseAsync(context => context.Members.AsNoTracking().SingleAsync(member => member.Id == id))), "the member to have changed");

    private Task<TestSite> NewSiteAsync(Action<SyncEngineBuilder>? map = null, Action<IServiceCollection>? services = null) =>
        TestSite.CreateAsync(_database, map, services, org: Org, options: set =>
        {
            set.RetryBase = TimeSpan.FromMilliseconds(20);
            set.RetryMax = TimeSpan.FromMilliseconds(200);
            set.PollEvery = TimeSpan.FromMilliseconds(100);
        });

    private async Task<Member> SyncedAsync(Member member, TestSite? site = null)
    {
        site ??= _site;
        await site.StartAsync();
        await site.SaveAsync(member);
        await site.StateAsync<Member>(member.Id, SyncState.InSync);
        await TestSite.UntilAsync(async () => (await site.Schedule().ListAsync()).Any(job => job.Name == "poll:Member" && job.LastOkAt is not null), "the first poll to know where to begin");
        return member;
    }

    // A poll that was under way may have missed what was just done; the one after it has not.
    private static async Task PolledAsync(TestSite site)
    {
        for (var poll = 0; poll < 2; poll++)
        {
            var before = await LastAsync();
            await TestSite.UntilAsync(async () => await LastAsync() != before, "a poll to end");
        }

        async Task<DateTimeOffset?> LastAsync() => (await site.Schedule().ListAsync()).Single(job => job.Name == "poll:Member").LastOkAt;
    }

    private sealed class ConfirmingApplier : IRemoteChangeApplier<Member>
    {
        public Task ApplyAsync(RemoteChange<Member> change, CancellationToken cancellationToken = default)
        {
            foreach (var field in change.Fields)
            {
                if (field.Field == "Email")
                {
                    change.Entity.Note = $"new address: {field.After}";
                    change.Defer("Email", "waits for confirmation");
                }
                else if (field.Field == "FirstName")
                {
                    change.Entity.FirstName = char.ToUpperInvariant(field.After!.Trim()[0]) + field.After.Trim()[1..];
                }
                else
                {
                    change.Set(field.Field);
                }
            }

            return Task.CompletedTask;
        }
    }
}

public sealed class SqliteInwardTests() : InwardCompliance(Engine.Sqlite);

public sealed class PostgreSqlInwardTests() : InwardCompliance(Engine.PostgreSql);

internal static class SiteServices
{
    public static ISyncRuns Runs(this TestSite site) => site.Services.GetRequiredService<ISyncRuns>();

    public static ISyncConflicts Conflicts(this TestSite site) => site.Services.GetRequiredService<ISyncConflicts>();

    public static ISyncSwitches Switches(this TestSite site) => site.Services.GetRequiredService<ISyncSwitches>();

    public static ISyncEdits Edits(this TestSite site) => site.Services.GetRequiredService<ISyncEdits>();

    public static ISyncDecisions Decisions(this TestSite site) => site.Services.GetRequiredService<ISyncDecisions>();

    public static ISyncSchedule Schedule(this TestSite site) => site.Services.GetRequiredService<ISyncSchedule>();
}
