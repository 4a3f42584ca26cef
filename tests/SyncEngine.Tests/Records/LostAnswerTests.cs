using System.Text.Json.Nodes;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

/// <summary>Calls whose answer nobody heard, and what people did in Salesforce meanwhile: found by the simulation, made small.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestSite _site = null!;

    private FakeOrg Org { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Engine.Sqlite);
        _site = await TestSite.CreateAsync(_database, org: Org, options: set =>
        {
            set.RetryBase = TimeSpan.FromMilliseconds(20);
            set.RetryMax = TimeSpan.FromMilliseconds(200);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        Org.Dispose();
    }

    [Fact]
    public async Task Record_that_landed_late_after_its_twin_was_merged_away_goes_to_a_person_and_is_not_tried_for_ever()
    {
        Org.Validate = (type, body) => (string?)body[FakeOrg.ExternalId] is { } id && Org.Rows(type).Any(row => row[FakeOrg.ExternalId] == id)
            ? ("DUPLICATE_VALUE", "duplicate value found: <unknown> duplicates value on record with id: <unknown>", [])
            : null;
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var winner = Org.Add("Contact", ("LastName", "Byron"));
        Org.Delete(Org.Rows("Contact")[0], mergedInto: winner);
        var late = Org.Add("Contact", ("LastName", "Byron"), (FakeOrg.ExternalId, member.Id.ToString()));

        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);
        (await _site.Status.GetAsync<Member>(member.Id.ToString())).Reason.Should().Contain("another one with this record's id");

        Org.Delete(late, mergedInto: winner);
        await _site.Failures.RetryAllAsync(null, new Cause("admin", "staff"));
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);
        Org.Rows("Contact").Should().ContainSingle().Which["FirstName"].Should().Be("Augusta");
    }

    [Fact]
    public async Task Value_that_a_lost_write_replaced_in_a_record_that_is_gone_since_stands_in_the_journal()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada", RenewalDate = new DateOnly(2027, 1, 31) });
        var contact = Org.Only("Contact");
        Org.Edit(contact, "Renewal_Date__c", "2030-01-01");
        Org.After = call =>
        {
            if (call.Method != "PATCH")
                return;

            // It was carried out, nobody heard of it, and somebody deletes the record.
            Org.Delete(contact);
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset");
        };

        await _site.EditAsync(member.Id, edited => edited.RenewalDate = new DateOnly(2028, 1, 31));
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);

        var told = (await _site.Journal.SearchAsync(new JournalQuery())).Items.Where(entry => entry.Fields.Any(field => field.Before == "2030-01-01")).Should().ContainSingle().Subject;
        told.RemoteId.Should().Be(contact.Id);
        told.Note.Should().Contain("may have gone through");
    }

    [Fact]
    public async Task What_a_dead_host_sent_is_looked_for_after_the_longest_call()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada" });
        await IntendAsync(member, "Byron", TimeSpan.FromMinutes(2));

        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await TestSite.UntilAsync(() => Task.FromResult(Org.Only("Contact")["FirstName"] == "Augusta"), "the edit to arrive");
        await _site.IdleAsync();

        (await _site.MarksAsync()).Should().ContainSingle(mark => mark.Cause == "engine:late-landing", "it may still land, and no feed may be told of it");
    }

    [Fact]
    public async Task Edit_that_may_never_have_arrived_and_somebody_elses_go_to_a_person()
    {
        var member = new Member { Id = Guid.CreateVersion7(), LastName = "Unheard" };
        await _site.StartAsync();
        Org.Add("Contact", ("LastName", "Theirs"), (FakeOrg.ExternalId, member.Id.ToString()));
        await IntendAsync(member, "Ada", TimeSpan.FromMinutes(2));
        await IntendAsync(member, "Unheard", TimeSpan.FromMinutes(1));

        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);

        (await _site.UseAsync(context => context.Members.FindAsync(member.Id).AsTask()))!.LastName.Should().Be("Unheard");
        Org.Only("Contact")["LastName"].Should().Be("Theirs");
    }

    [Fact]
    public async Task Edit_of_what_was_sent_and_nothing_else_comes_in()
    {
        var member = new Member { Id = Guid.CreateVersion7(), LastName = "Ada" };
        await _site.StartAsync();
        Org.Add("Contact", ("LastName", "Theirs"), (FakeOrg.ExternalId, member.Id.ToString()));
        await IntendAsync(member, "Ada", TimeSpan.FromMinutes(1));

        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        (await _site.UseAsync(context => context.Members.FindAsync(member.Id).AsTask()))!.LastName.Should().Be("Theirs");
    }

    [Fact]
    public async Task What_the_org_fills_into_a_new_record_comes_to_the_site()
    {
        Org.Flow = (_, row) => row.Fields["FirstName"] ??= "By default";

        var member = await SyncedAsync(new Member { LastName = "Ada" });
        await TestSite.UntilAsync(async () => (await _site.UseAsync(context => context.Members.FindAsync(member.Id).AsTask()))!.FirstName == "By default", "the default to come in");
    }

    [Fact]
    public async Task Edit_of_somebody_s_that_contains_an_older_value_of_ours_is_not_written_over_while_that_may_land()
    {
        var member = await SyncedAsync(new Member { LastName = "Bea" });
        await IntendAsync(member, "Ann", TimeSpan.FromMinutes(2));
        Org.Edit(Org.Only("Contact"), "LastName", "Annabel");

        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);
        (await _site.Conflicts().ListAsync()).Items.Should().ContainSingle().Which.Reason.Should().Be("unclear");

        // The time in which it may land is over; nobody has answered yet.
        await _site.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync("DELETE FROM sync_intent", token));
        await _site.EditAsync(member.Id, edited => edited.FirstName = "Ada");
        await TestSite.UntilAsync(() => Task.FromResult(Org.Only("Contact")["FirstName"] == "Ada"), "the other edit to arrive");
        await _site.IdleAsync();
        await _site.StateAsync<Member>(member.Id, SyncState.NeedsDecision);
        (Org.Only("Contact")["LastName"], await LastNameAsync(member)).Should().Be(("Annabel", "Bea"));

        var asked = (await _site.Conflicts().ListAsync()).Items.Should().ContainSingle().Subject;
        await _site.Conflicts().ResolveAsync(asked, SyncEngine.Merge.FieldChoice.Remote, null, new Cause("admin", "staff"));
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);
        (Org.Only("Contact")["LastName"], await LastNameAsync(member)).Should().Be(("Annabel", "Annabel"));
    }

    [Fact]
    public async Task Older_value_of_ours_that_landed_last_in_the_org_s_form_is_written_over()
    {
        var member = await SyncedAsync(new Member { LastName = "Bea" });
        await IntendAsync(member, "Ann", TimeSpan.FromMinutes(2));
        Org.Edit(Org.Only("Contact"), "LastName", "Dr. Ann", by: FakeOrg.IntegrationUser);

        await _site.EditAsync(member.Id, edited => edited.FirstName = "Augusta");
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        (Org.Only("Contact")["LastName"], await LastNameAsync(member)).Should().Be(("Bea", "Bea"));
    }

    [Fact]
    public async Task Value_that_was_given_up_is_no_conflict_when_it_stands_in_the_org_s_form_and_the_site_has_a_newer_one()
    {
        var member = await SyncedAsync(new Member { LastName = "Bea" });
        await IntendAsync(member, "Ann", TimeSpan.FromMinutes(2));
        Org.Edit(Org.Only("Contact"), "LastName", "ANN", by: FakeOrg.IntegrationUser);

        await _site.EditAsync(member.Id, edited => edited.LastName = "Cleo");
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);

        (Org.Only("Contact")["LastName"], await LastNameAsync(member)).Should().Be(("Cleo", "Cleo"));
    }

    [Fact]
    public async Task Field_that_was_never_agreed_on_is_not_emptied_because_the_call_that_filled_it_may_not_have_arrived()
    {
        var member = await SyncedAsync(new Member { FirstName = "Ada", LastName = "Byron" });
        var contact = Org.Only("Contact");
        await IntendAsync(member, "Ada", TimeSpan.FromMinutes(1), field: "FirstName");
        // As a mapping leaves it that has gained the field since.
        await _site.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync("""UPDATE sync_link SET base = '{"Version":1,"Fields":{"LastName":["Byron","Byron"]}}'""", token));
        Org.Edit(contact, "FirstName", null);

        await _site.EditAsync(member.Id, edited => edited.Email = "ada@example.org");
        await TestSite.UntilAsync(() => Task.FromResult(contact["FirstName"] == "Ada" && contact["Email"] == "ada@example.org"), "the field to be filled again");
        await _site.IdleAsync();

        (await _site.UseAsync(context => context.Members.FindAsync(member.Id).AsTask()))!.FirstName.Should().Be("Ada");
    }

    [Fact]
    public async Task Edit_of_somebody_s_between_our_write_and_our_reading_back_comes_to_the_site()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada" });
        var contact = Org.Only("Contact");
        EditOnceAfterOurWrite(contact, "LastName", "Byronova");

        await _site.EditAsync(member.Id, edited => edited.LastName = "Byron");
        await TestSite.UntilAsync(async () => await LastNameAsync(member) == "Byronova", "the edit to come in");
        await _site.IdleAsync();

        contact["LastName"].Should().Be("Byronova");
    }

    [Fact]
    public async Task What_arrived_stays_agreed_when_somebody_saves_another_field_before_we_read_back()
    {
        var member = await SyncedAsync(new Member { LastName = "Ada" });
        var contact = Org.Only("Contact");
        EditOnceAfterOurWrite(contact, "FirstName", "Theirs");

        await _site.EditAsync(member.Id, edited => edited.LastName = "Byron");
        await TestSite.UntilAsync(async () => (await _site.UseAsync(context => context.Members.FindAsync(member.Id).AsTask()))!.FirstName == "Theirs", "the edit to come in");
        await _site.IdleAsync();

        (contact["LastName"], await LastNameAsync(member)).Should().Be(("Byron", "Byron"));
    }

    // Somebody saves the record when ours has been written and not been read back.
    private void EditOnceAfterOurWrite(FakeOrg.Row contact, string field, string value) => Org.After = call =>
    {
        if (call.Method != "PATCH")
            return;

        Org.After = null;
        Org.Edit(contact, field, value);
    };

    private async Task<string> LastNameAsync(Member member) => (await _site.UseAsync(context => context.Members.FindAsync(member.Id).AsTask()))!.LastName;

    // As a host writes it down that is about to send, and dies.
    private Task IntendAsync(Member member, string value, TimeSpan ago, string field = "LastName") => _site.Store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
        "INSERT INTO sync_intent (id, mapping, external_id, fields, sent_at) VALUES (@id, 'Member', @key, @fields, @at)", token,
        ("@id", Guid.NewGuid()), ("@key", member.Id.ToString()), ("@fields", new JsonObject { [field] = value }.ToJsonString()),
        ("@at", (transaction.Now - ago).ToUnixTimeMilliseconds())));

    private async Task<Member> SyncedAsync(Member member)
    {
        await _site.StartAsync();
        await _site.SaveAsync(member);
        await _site.StateAsync<Member>(member.Id, SyncState.InSync);
        return member;
    }
}
