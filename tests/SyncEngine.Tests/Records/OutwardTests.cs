using System.Net;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

/// <summary>What a site's edits become in Salesforce, and what becomes of them when Salesforce is not well.</summary>
public sealed class OutwardTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestSite _site = null!;

    private FakeOrg Org { get; } = new();

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
    public async Task New_member_becomes_a_contact_under_its_account()
    {
        await _site.StartAsync();
        var member = new Member { FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.org", RenewalDate = new DateOnly(2027, 1, 31), Organization = new Organization { Name = "Analytical Engines" } };

        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        var (account, contact) = (Org.Only("Account"), Org.Only("Contact"));
        account["Name"].Should().Be("Analytical Engines");
        account[FakeOrg.ExternalId].Should().Be(member.OrganizationId.ToString());
        contact["LastName"].Should().Be("Lovelace");
        contact["Renewal_Date__c"].Should().Be("2027-01-31");
        contact["AccountId"].Should().Be(account.Id);
        contact[FakeOrg.ExternalId].Should().Be(member.Id.ToString());
        var status = await _site.Status.GetAsync<Member>(member.Id.ToString());
        status.RemoteId.Should().Be(contact.Id);
        var entry = (await _site.Journal.SearchAsync(new JournalQuery { Key = WorkKey.ForRecord("Member", member.Id.ToString()), Action = JournalAction.Created })).Items.Should().ContainSingle().Subject;
        entry.Fields.Should().ContainSingle(field => field.Field == "LastName").Which.After.Should().Be("Lovelace");
    }

    [Fact]
    public async Task Edit_sends_only_what_changed_and_an_edit_of_nothing_mapped_sends_nothing()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var before = Org.Writes.Count;

        await _site.EditAsync(member.Id, edited => edited.LastName = "Lovelace");
        await _site.IdleAsync();

        var write = Org.Writes.Skip(before).Should().ContainSingle().Subject;
        write.Body.Should().Contain("Lovelace").And.NotContain("FirstName");
        write.Path.Should().Be($"/sobjects/Contact/{Org.Only("Contact").Id}", "a linked record is updated by its id");

        await _site.EditAsync(member.Id, edited => edited.LastName = "");
        await _site.EditAsync(member.Id, edited => edited.LastName = "Lovelace");
        await _site.IdleAsync();
        Org.Only("Contact")["LastName"].Should().Be("Lovelace");
    }

    [Fact]
    public async Task Cleared_field_is_cleared_in_Salesforce()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });

        await _site.EditAsync(member.Id, edited => edited.FirstName = null);
        await _site.IdleAsync();

        Org.Only("Contact")["FirstName"].Should().BeNull();
    }

    [Fact]
    public async Task Many_members_go_in_few_calls()
    {
        var organization = new Organization { Name = "Acme" };
        await _site.SaveAsync(organization);
        await _site.SaveAsync([.. Enumerable.Range(0, 450).Select(index => new Member { LastName = $"Member {index}", Email = $"m{index}@example.org", OrganizationId = organization.Id })]);

        await _site.StartAsync();
        await _site.IdleAsync();

        Org.Rows("Contact").Should().HaveCount(450).And.OnlyContain(row => row["AccountId"] == Org.Only("Account").Id);
        Org.Writes.Count.Should().BeLessThan(8, "450 contacts are three calls of 200, an account is one");
    }

    [Fact]
    public async Task One_existing_contact_that_fits_is_adopted_and_blanks_fill_from_the_other_side()
    {
        var existing = Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "ADA@example.org"));
        await _site.StartAsync();
        var member = new Member { FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.org" };

        await _site.SaveAsync(member);
        await _site.IdleAsync();

        Org.Rows("Contact").Should().ContainSingle();
        existing[FakeOrg.ExternalId].Should().Be(member.Id.ToString());
        existing["FirstName"].Should().Be("Ada");
        existing["Email"].Should().Be("ADA@example.org", "two values that differ are a person's to decide, and nothing is written over");
        (await _site.Status.GetAsync<Member>(member.Id.ToString())).State.Should().Be(SyncState.NeedsDecision);
    }

    [Fact]
    public async Task Contact_of_another_id_of_this_site_is_not_taken()
    {
        Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "ada@example.org"), (FakeOrg.ExternalId, "somebody else"));
        await _site.StartAsync();
        var member = new Member { LastName = "Lovelace", Email = "ada@example.org" };

        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);

        Org.Writes.Should().BeEmpty();
        (await _site.Matches.ListAsync()).Should().ContainSingle().Which.Candidates.Should().ContainSingle().Which.ExternalId.Should().Be("somebody else");
    }

    [Fact]
    public async Task Several_that_fit_go_to_a_person_whose_choice_is_carried_out()
    {
        var first = Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "ada@example.org"));
        Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "ada@example.org"));
        await _site.StartAsync();
        var (one, two) = (new Member { LastName = "Lovelace", Email = "ada@example.org" }, new Member { LastName = "Byron", Email = "byron@example.org" });
        await _site.SaveAsync(one);
        await _site.StateAsync<Member>(one.Id, SyncState.NeedsDecision);

        var match = (await _site.Matches.ListAsync()).Should().ContainSingle().Subject;
        (await _site.Matches.AdoptAsync("Member", one.Id.ToString(), "003000000000009AAA", new Cause("admin", "1"))).Should().BeFalse("that is none of them");
        (await _site.Matches.AdoptAsync("Member", one.Id.ToString(), first.Id, new Cause("admin", "1"))).Should().BeTrue();
        await _site.StateAsync<Member>(one.Id, SyncState.InSync);

        match.Candidates.Should().HaveCount(2);
        first[FakeOrg.ExternalId].Should().Be(one.Id.ToString());
        (await _site.Matches.ListAsync()).Should().BeEmpty();
        two.Should().NotBeNull();
    }

    [Fact]
    public async Task Two_members_that_fit_one_contact_do_not_share_it()
    {
        Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "ada@example.org"));
        var (one, two) = (new Member { LastName = "Lovelace", Email = "ada@example.org" }, new Member { LastName = "Lovelace", Email = "ada@example.org" });
        await _site.SaveAsync(one, two);

        await _site.StartAsync();
        await TestSite.UntilAsync(async () => (await _site.Status.GetOverviewAsync()).NeedsDecision == 1, "one of them to be asked about");

        var states = new[] { await _site.Status.GetAsync<Member>(one.Id.ToString()), await _site.Status.GetAsync<Member>(two.Id.ToString()) };
        states.Select(status => status.State).Should().BeEquivalentTo([SyncState.InSync, SyncState.NeedsDecision]);
        (await _site.Matches.CreateNewAsync("Member", (states[0].State == SyncState.InSync ? two : one).Id.ToString(), new Cause("admin", "1"))).Should().BeTrue();
        await _site.IdleAsync();
        Org.Rows("Contact").Should().HaveCount(2);
    }

    [Fact]
    public async Task Unconfirmed_address_makes_no_sure_match()
    {
        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m => m
            .Match(x => x.Email, x => x.LastName).MatchOnlyIf(x => x.EmailConfirmed)
            .Field(x => x.LastName, "LastName").Field(x => x.Email, "Email")));
        Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "ada@example.org"));
        var member = new Member { LastName = "Lovelace", Email = "ada@example.org", EmailConfirmed = false };
        await site.SaveAsync(member);
        await site.StartAsync();
        await site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);

        await site.EditAsync(member.Id, edited => edited.EmailConfirmed = true);
        await site.StateAsync<Member>(member.Id, SyncState.InSync);

        Org.Only("Contact")[FakeOrg.ExternalId].Should().Be(member.Id.ToString());
    }

    [Fact]
    public async Task Duplicate_rule_leads_to_a_person_who_may_overrule_it()
    {
        var other = Org.Add("Contact", ("LastName", "Lovelace"), ("Email", "other@example.org"));
        Org.Duplicates = body => (string?)body["LastName"] == "Lovelace" ? other : null;
        Org.Before = call => call.Method == "PATCH" && call.DuplicateRule is null && call.Path.Contains(FakeOrg.ExternalId, StringComparison.Ordinal)
            ? DuplicateAnswer(other) : null;
        await _site.StartAsync();
        var member = new Member { LastName = "Lovelace", Email = "ada@example.org" };
        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);

        (await _site.Matches.ListAsync()).Should().ContainSingle().Which.Candidates.Should().ContainSingle().Which.Values["Email"].Should().Be("other@example.org");
        await _site.Matches.CreateNewAsync("Member", member.Id.ToString(), new Cause("admin", "1"));
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        Org.Rows("Contact").Should().HaveCount(2);
    }

    [Fact]
    public async Task Salesforce_away_for_a_while_delays_and_loses_nothing()
    {
        var away = true;
        Org.Before = _ => Volatile.Read(ref away) ? FakeOrg.Error(HttpStatusCode.ServiceUnavailable, "SERVER_UNAVAILABLE") : null;
        await _site.StartAsync();
        var members = Enumerable.Range(0, 30).Select(index => new Member { LastName = $"Member {index}" }).ToList();
        foreach (var member in members)
            await _site.SaveAsync(member);
        await TestSite.UntilAsync(async () => (await _site.Failures.ListAsync(SyncState.Retrying)).Items.Count > 0, "it to be seen as retrying");

        Volatile.Write(ref away, false);
        await _site.IdleAsync();

        Org.Rows("Contact").Select(row => row["LastName"]).Should().BeEquivalentTo(members.Select(member => member.LastName));
    }

    [Fact]
    public async Task Time_out_after_the_commit_makes_no_duplicate_and_asks_nobody()
    {
        var lost = 0;
        Org.Flow = (_, row) => row.Fields["LastName"] = ((string?)row.Fields["LastName"])?.ToUpperInvariant();
        Org.After = call =>
        {
            if (call.Method == "PATCH" && Interlocked.Increment(ref lost) <= 3)
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset");
        };
        await _site.StartAsync();
        var member = new Member { FirstName = "Ada", LastName = "Lovelace" };

        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        Org.Rows("Contact").Should().ContainSingle().Which["LastName"].Should().Be("LOVELACE");
        lost.Should().BeGreaterThan(0);
        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await _site.IdleAsync();
        Org.Only("Contact")["FirstName"].Should().Be("Augusta");
        Org.Only("Contact")["LastName"].Should().Be("LOVELACE", "what the org's flow made of it is agreed on");
    }

    [Fact]
    public async Task Update_that_times_out_and_lands_late_is_recognised_and_the_newer_value_stands()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var contact = Org.Only("Contact");
        Org.Before = call => call.Body.Contains("Slow", StringComparison.Ordinal) ? throw new TaskCanceledException("timed out", new TimeoutException()) : null;
        await _site.EditAsync(member.Id, edited => edited.LastName = "Slow");
        await TestSite.UntilAsync(async () => (await _site.Failures.ListAsync(SyncState.Retrying)).Items.Count > 0, "the send to be lost");

        await _site.EditAsync(member.Id, edited => edited.LastName = "Newer");
        await _site.Failures.RetryAllAsync(null, Cause.Engine);
        await TestSite.UntilAsync(() => Task.FromResult(contact["LastName"] == "Newer"), "the newer value to arrive");
        await _site.IdleAsync();
        Org.Edit(contact, "LastName", "Slow");
        await _site.Marks.MarkRecordAsync<Member>(member.Id.ToString(), new Cause("poll"));
        await TestSite.UntilAsync(() => Task.FromResult(contact["LastName"] == "Newer"), "the late landing to be mended");

        await _site.IdleAsync();
        (await _site.UseAsync(context => context.Members.SingleAsync())).LastName.Should().Be("Newer");
        (await _site.Journal.SearchAsync(new JournalQuery())).Items.Should().Contain(entry => entry.Note != null && entry.Note.Contains("landed late"));
    }

    [Fact]
    public async Task Value_that_was_written_over_by_a_write_whose_answer_was_lost_stands_in_the_journal_once()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada", RenewalDate = new DateOnly(2027, 1, 31) });
        var contact = Org.Only("Contact");
        Org.Edit(contact, "Renewal_Date__c", "2030-01-01");
        var lost = 0;
        Org.After = call =>
        {
            if (call.Method == "PATCH" && Interlocked.Increment(ref lost) == 1)
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset");
        };
        await _site.EditAsync(member.Id, edited => edited.RenewalDate = new DateOnly(2028, 1, 31));
        await TestSite.UntilAsync(() => Task.FromResult(Volatile.Read(ref lost) > 0), "the answer to be lost");
        await _site.IdleAsync();
        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await _site.IdleAsync();

        contact["Renewal_Date__c"].Should().Be("2028-01-31");
        (await _site.Journal.SearchAsync(new JournalQuery())).Items.SelectMany(entry => entry.Fields).Where(field => field.Before == "2030-01-01")
            .Should().ContainSingle().Which.After.Should().Be("2028-01-31");
    }

    [Fact]
    public async Task Refused_record_is_dead_lettered_with_field_and_hint_and_does_not_stop_the_others()
    {
        Org.Validate = (_, body) => (string?)body["LastName"] == "Too long" ? ("STRING_TOO_LONG", "LastName: data value too large", ["LastName"]) : null;
        var members = Enumerable.Range(0, 10).Select(index => new Member { LastName = index == 3 ? "Too long" : $"Member {index}" }).ToList();
        await _site.SaveAsync([.. members]);

        await _site.StartAsync();
        await _site.IdleAsync();

        Org.Rows("Contact").Should().HaveCount(9);
        var failed = (await _site.Failures.ListAsync(SyncState.Failed)).Items.Should().ContainSingle().Subject;
        failed.Failure.Field.Should().Be("LastName");
        failed.Failure.Code.Should().Be("STRING_TOO_LONG");
        failed.Failure.Hint.Should().NotBeNullOrEmpty();

        await _site.EditAsync(members[3].Id, edited => edited.LastName = "Short");
        await _site.StateAsync<Member>(members[3].Id, SyncState.InSync);
        Org.Rows("Contact").Should().HaveCount(10);
    }

    [Fact]
    public async Task Child_of_a_refused_parent_waits_with_its_reason()
    {
        Org.Validate = (type, body) => type == "Account" && (string?)body["Name"] == "Bad" ? ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no", []) : null;
        var member = new Member { LastName = "Ada", Organization = new Organization { Name = "Bad" } };
        await _site.SaveAsync(member);
        await _site.StartAsync();
        await _site.StateAsync<Member>(member.Id, SyncState.Waiting);
        await _site.StateAsync<Organization>(member.OrganizationId!.Value, SyncState.Failed);

        (await _site.Status.GetAsync<Member>(member.Id.ToString())).Reason.Should().Contain("Account");
        Org.Rows("Contact").Should().BeEmpty();

        await _site.UseAsync(async context =>
        {
            (await context.Organizations.SingleAsync()).Name = "Good";
            await context.SaveChangesAsync();
        });
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);
        Org.Only("Contact")["AccountId"].Should().Be(Org.Only("Account").Id);
    }

    [Fact]
    public async Task Record_whose_expression_throws_fails_alone()
    {
        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m => m
            .Field(x => x.LastName, "LastName").Field(x => x.Country!.Name, "Country__c")));
        var (fine, broken) = (new Member { LastName = "Fine", Country = new Country { Name = "France" } }, new Member { LastName = "Broken" });
        await site.SaveAsync(fine, broken);

        await site.StartAsync();
        await site.StateAsync<Member>(fine.Id, SyncState.InSync);
        await site.StateAsync<Member>(broken.Id, SyncState.Failed);

        Org.Only("Contact")["Country__c"].Should().Be("France");
    }

    [Fact]
    public async Task Missing_field_pauses_the_mapping_with_one_alert_and_the_others_go_on()
    {
        Org.Validate = (type, _) => type == "Account" ? ("INVALID_FIELD", "No such column 'Foo__c' on sobject of type Account", []) : null;
        await _site.SaveAsync(new Organization { Name = "One" }, new Organization { Name = "Two" }, new Member { LastName = "Ada" });

        await _site.StartAsync();
        await TestSite.UntilAsync(() => Task.FromResult(Org.Rows("Contact").Count == 1 && _site.Alerts.Pauses.Count > 0), "the member to arrive and the pause to be told");

        _site.Alerts.Pauses.Should().ContainSingle().Which.Scope.Should().Be("record:Organization");
        (await _site.Status.GetOverviewAsync()).Pauses.Should().ContainSingle();
    }

    [Fact]
    public async Task Merge_in_Salesforce_is_followed()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var loser = Org.Only("Contact");
        var winner = Org.Add("Contact", ("FirstName", "Ada"), ("LastName", "Byron"));
        Org.Delete(loser, mergedInto: winner);

        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await _site.IdleAsync();

        Org.Rows("Contact").Should().ContainSingle().Which.Id.Should().Be(winner.Id);
        winner["FirstName"].Should().Be("Augusta");
        winner[FakeOrg.ExternalId].Should().Be(member.Id.ToString());
        (await _site.Status.GetAsync<Member>(member.Id.ToString())).RemoteId.Should().Be(winner.Id);
    }

    [Fact]
    public async Task Merge_of_two_linked_contacts_goes_to_a_person()
    {
        var one = await SyncedAsync(new Member { LastName = "One" });
        var two = await SyncedAsync(new Member { LastName = "Two" });
        var rows = Org.Rows("Contact");
        Org.Delete(rows[0], mergedInto: rows[1]);

        await _site.EditAsync(one.Id, edited => edited.FirstName = "Ada");
        await _site.StateAsync<Member>(one.Id, SyncState.NeedsDecision);

        (await _site.Status.GetAsync<Member>(one.Id.ToString())).Reason.Should().Contain("merged");
        (await _site.Status.GetAsync<Member>(two.Id.ToString())).State.Should().Be(SyncState.InSync);
    }

    [Fact]
    public async Task Deleted_remote_record_is_not_raised_from_the_dead()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada" });
        var contact = Org.Only("Contact");
        Org.Delete(contact);
        await _site.EditAsync(member.Id, edited => edited.LastName = "Lovelace");
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);
        Org.Rows("Contact").Should().BeEmpty();

        Org.Undelete(contact);
        await _site.Failures.RetryAllAsync(null, Cause.Engine);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        Org.Only("Contact")["LastName"].Should().Be("Lovelace");
    }

    [Theory]
    [InlineData(DeletePolicy.Ignore, false, null)]
    [InlineData(DeletePolicy.Follow, true, null)]
    [InlineData(DeletePolicy.Archive, false, "true")]
    public async Task Deletion_on_the_site_does_what_the_mapping_says(DeletePolicy policy, bool isDeleted, string? archived)
    {
        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m =>
        {
            m.Field(x => x.LastName, "LastName");
            _ = policy == DeletePolicy.Archive ? m.ArchiveInSalesforce("Archived__c", "true") : m.OnSiteDelete(policy);
        }));
        await site.StartAsync();
        var member = new Member { LastName = "Ada" };
        await site.SaveAsync(member);
        await site.StateAsync<Member>(member.Id, SyncState.InSync);
        var contact = Org.Only("Contact");

        await site.UseAsync(async context =>
        {
            context.Remove(await context.Members.SingleAsync());
            await context.SaveChangesAsync();
        });
        await site.StateAsync<Member>(member.Id, SyncState.Unknown);

        contact.IsDeleted.Should().Be(isDeleted);
        contact.Fields["Archived__c"]?.ToJsonString().Should().Be(archived);
    }

    [Fact]
    public async Task Only_the_failed_rows_of_a_batch_fail_when_its_repetition_breaks()
    {
        var members = Enumerable.Range(0, 4).Select(index => new Member { LastName = $"Member {index}" }).ToList();
        await _site.SaveAsync([.. members]);
        var locked = 0;
        Org.Validate = (_, body) => (string?)body["LastName"] == "Member 2" && Interlocked.Increment(ref locked) == 1 ? ("UNABLE_TO_LOCK_ROW", "locked", []) : null;

        await _site.StartAsync();
        await _site.IdleAsync();

        Org.Rows("Contact").Should().HaveCount(4);
    }

    [Fact]
    public async Task Stamp_is_written_with_each_change_and_is_none_itself()
    {
        await using var site = await NewSiteAsync(map => map.Map<Member>("Contact", m => m.Field(x => x.LastName, "LastName").StampLastSynced("Last_Synced__c")));
        await site.StartAsync();
        var member = new Member { LastName = "Ada" };
        await site.SaveAsync(member);
        await site.IdleAsync();
        Org.Only("Contact")["Last_Synced__c"].Should().NotBeNull();
        var writes = Org.Writes.Count;

        await site.Marks.MarkRecordAsync<Member>(member.Id.ToString(), new Cause("admin", "1"));
        await site.IdleAsync();

        Org.Writes.Should().HaveCount(writes);
    }

    [Fact]
    public async Task Stopped_host_finishes_what_it_has_begun()
    {
        using var entered = new SemaphoreSlim(0);
        using var leave = new ManualResetEventSlim();
        Org.Before = call =>
        {
            if (call.Method == "PATCH")
            {
                entered.Release();
                leave.Wait(TimeSpan.FromSeconds(30));
            }

            return null;
        };
        await _site.StartAsync();
        var member = new Member { LastName = "Ada" };
        await _site.SaveAsync(member);
        (await entered.WaitAsync(TimeSpan.FromSeconds(60))).Should().BeTrue();

        var stopping = _site.StopAsync();
        leave.Set();
        await stopping;

        (await _site.Status.GetAsync<Member>(member.Id.ToString())).State.Should().Be(SyncState.InSync);
    }

    private static HttpResponseMessage DuplicateAnswer(FakeOrg.Row other) => new(HttpStatusCode.BadRequest)
    {
        Content = new StringContent($$"""
            [{"duplicateResut":{"allowSave":true,"duplicateRule":"R","duplicateRuleEntityType":"Contact","errorMessage":"m","matchResults":[{"entityType":"Contact","errors":[],"matchEngine":"e",
            "matchRecords":[{"additionalInformation":[],"fieldDiffs":[],"matchConfidence":100.0,"record":{"attributes":{"type":"Contact","url":"/x"},"Id":"{{other.Id}}"} } ],"rule":"r","size":1,"success":true}]},
            "errorCode":"DUPLICATES_DETECTED","message":"Use one of these records?"}]
            """, System.Text.Encoding.UTF8, "application/json"),
    };

    private Task<TestSite> NewSiteAsync(Action<Microsoft.Extensions.DependencyInjection.SyncEngineBuilder>? map = null) => TestSite.CreateAsync(_database, map, org: Org, options: set =>
    {
        set.RetryBase = TimeSpan.FromMilliseconds(20);
        set.RetryMax = TimeSpan.FromMilliseconds(200);
    });

    private async Task<Member> SyncedAsync(Member member)
    {
        await _site.StartAsync();
        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);
        return member;
    }
}
