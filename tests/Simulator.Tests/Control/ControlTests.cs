using System.Net;
using System.Text.Json;
using Simulator.Tests.SalesforceOrg;

namespace Simulator.Tests.Control;

public sealed class ControlTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task Another_user_edits_a_record_and_another_site_writes_it()
    {
        var id = await _org.CreateAsync("Contact", new { LastName = "Original", Portal_Id__c = "p" });

        var edited = await _org.PatchAsync($"/simulator/records/Contact/{id}", new { LastName = "Edited" });
        var other = await _org.PatchAsync($"/simulator/records/Contact/{id}?client=chapter", new { Chapter_Id__c = "c-1" });

        edited.Json.GetProperty("LastName").GetString().Should().Be("Edited");
        other.Json.GetProperty("Chapter_Id__c").GetString().Should().Be("c-1");
        var read = await _org.GetAsync($"sobjects/Contact/{id}");
        read.Json.GetProperty("LastName").GetString().Should().Be("Edited");
        read.Json.GetProperty("LastModifiedById").GetString().Should().NotBe(read.Json.GetProperty("CreatedById").GetString());
        (await _org.PatchAsync($"/simulator/records/Contact/{id}", new { LastName = "" })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Merge_moves_children_and_leaves_a_pointer_to_the_winner()
    {
        var winner = await _org.CreateAsync("Account", new { Name = "Winner" });
        var loser = await _org.CreateAsync("Account", new { Name = "Loser", Portal_Id__c = "p" });
        var child = await _org.CreateAsync("Contact", new { LastName = "Child", AccountId = loser });

        (await _org.PostAsync($"/simulator/records/Account/{winner}/merge", new { losers = new[] { loser } })).Status.Should().Be(HttpStatusCode.OK);

        (await _org.GetAsync($"sobjects/Contact/{child}?fields=AccountId")).Json.GetProperty("AccountId").GetString().Should().Be(winner);
        (await _org.PatchAsync($"sobjects/Account/{loser}", new { Name = "x" })).ShouldBeError(HttpStatusCode.NotFound, "ENTITY_IS_DELETED", "entity is deleted");
        var all = await _org.GetAsync("queryAll?q=" + Uri.EscapeDataString($"SELECT MasterRecordId FROM Account WHERE Id = '{loser}'"));
        all.Json.GetProperty("records")[0].GetProperty("MasterRecordId").GetString().Should().Be(winner);
        (await _org.PostAsync("sobjects/Account", new { Name = "Again", Portal_Id__c = "p" })).Status.Should().Be(HttpStatusCode.Created, "a deleted record holds no unique value");
    }

    [Fact]
    public async Task Deleted_parent_takes_its_children_and_brings_them_back()
    {
        var account = await _org.CreateAsync("Account", new { Name = "Parent" });
        var child = await _org.CreateAsync("Contact", new { LastName = "Child", AccountId = account });
        await _org.DeleteAsync($"sobjects/Account/{account}");
        (await _org.GetAsync($"sobjects/Contact/{child}")).ShouldBeError(HttpStatusCode.NotFound, "ENTITY_IS_DELETED", "deleted");

        await _org.PostAsync($"/simulator/records/Account/{account}/undelete", "");

        (await _org.GetAsync($"sobjects/Contact/{child}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hidden_record_is_not_there_for_callers_but_holds_its_unique_value()
    {
        var id = await _org.CreateAsync("Contact", new { LastName = "Hidden", Portal_Id__c = "h" });
        await _org.SendAsync(HttpMethod.Put, $"/simulator/records/Contact/{id}/permission", new { visible = false });

        (await _org.GetAsync($"sobjects/Contact/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _org.QueryAsync("SELECT Id FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(0);
        (await _org.PatchAsync("sobjects/Contact/Portal_Id__c/h", new { LastName = "x" })).ShouldBeError(HttpStatusCode.BadRequest, "DUPLICATE_VALUE", "<unknown>");
        (await _org.GetAsync($"/simulator/records/Contact/{id}")).Status.Should().Be(HttpStatusCode.OK);

        await _org.SendAsync(HttpMethod.Put, $"/simulator/records/Contact/{id}/permission", new { visible = true, writable = false });
        (await _org.PatchAsync($"sobjects/Contact/{id}", new { LastName = "x" })).ShouldBeError(HttpStatusCode.BadRequest, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access");
    }

    [Fact]
    public async Task Fields_rules_and_flows_change_while_the_org_runs_and_stay_changed()
    {
        using var folder = new TemporaryFolder();
        await using (var org = await TestOrg.StartAsync(folder.Path))
        {
            await org.SendAsync(HttpMethod.Put, "/simulator/schema/Contact/fields/Shoe_Size__c", new { type = "double", scale = 1 });
            await org.SendAsync(HttpMethod.Put, "/simulator/schema/Contact/flows/Lower_Case_Email", new { enabled = true });
            await org.SendAsync(HttpMethod.Put, "/simulator/schema/Contact/validation-rules/No_Zoe", new { condition = "FirstName = \"Zoe\"", message = "No Zoe.", field = "FirstName" });
            (await org.CreateAsync("Contact", new { LastName = "x", Shoe_Size__c = 42.5, Email = "ADA@Example.org" })).Should().NotBeNull();
        }

        await using var again = await TestOrg.StartAsync(folder.Path);
        var record = (await again.QueryAsync("SELECT Shoe_Size__c, Email FROM Contact")).Json.GetProperty("records")[0];
        record.GetProperty("Shoe_Size__c").GetDouble().Should().Be(42.5);
        record.GetProperty("Email").GetString().Should().Be("ada@example.org");
        (await again.PostAsync("sobjects/Contact", new { LastName = "x", FirstName = "Zoe" })).ShouldBeError(HttpStatusCode.BadRequest, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "No Zoe.", "FirstName");

        await again.SendAsync(HttpMethod.Put, "/simulator/schema/Contact/hidden", new[] { "Email" });
        (await again.QueryAsync("SELECT Email FROM Contact")).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_FIELD", "No such column 'Email' on entity 'Contact'");
        await again.DeleteAsync("/simulator/schema/Contact/fields/Shoe_Size__c");
        (await again.PostAsync("sobjects/Contact", new { LastName = "x", Shoe_Size__c = 1 })).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_FIELD", "No such column 'Shoe_Size__c' on sobject of type Contact");
    }

    [Fact]
    public async Task Duplicate_rule_refuses_until_the_caller_insists()
    {
        await _org.SendAsync(HttpMethod.Put, "/simulator/schema/Contact/duplicate-rules/Same_Person", new { enabled = true });
        var person = new { FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.org" };
        var id = await _org.CreateAsync("Contact", person);

        var refused = await _org.PostAsync("sobjects/Contact", person);
        var insisted = await _org.PostAsync("sobjects/Contact", person, ("Sforce-Duplicate-Rule-Header", "allowSave=true; includeRecordDetails=true"));

        refused.Status.Should().Be(HttpStatusCode.BadRequest);
        refused.Json[0].GetProperty("errorCode").GetString().Should().Be("DUPLICATES_DETECTED");
        var match = refused.Json[0].GetProperty("duplicateResut").GetProperty("matchResults")[0].GetProperty("matchRecords")[0].GetProperty("record");
        match.GetProperty("Id").GetString().Should().Be(id);
        (await _org.GetAsync(match.GetProperty("attributes").GetProperty("url").GetString()!)).Status.Should().Be(HttpStatusCode.OK);
        insisted.Status.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Calls_are_logged_without_credentials()
    {
        await _org.PostAsync("sobjects/Contact", new { LastName = "Logged" }, ("Sforce-Call-Options", "client=portal"));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "x"), KeyValuePair.Create("assertion", "secret-assertion"), KeyValuePair.Create("client_secret", "secret-secret")]);
        await _org.Http.PostAsync("/services/oauth2/token?access_token=secret-token", form, TestContext.Current.CancellationToken);

        var calls = (await _org.GetAsync("/simulator/calls")).Json.GetProperty("calls");

        calls[0].GetProperty("status").GetInt32().Should().Be(400);
        calls.GetRawText().Should().NotContain("secret-").And.Contain("[redacted]");
        calls[1].GetProperty("client").GetString().Should().Be("portal");
        calls[1].GetProperty("requestBody").GetString().Should().Contain("Logged");
        calls[1].GetProperty("path").GetString().Should().Be($"{TestOrg.Data}/sobjects/Contact");
    }

    [Fact]
    public async Task Reset_empties_the_org()
    {
        await _org.CreateAsync("Contact", new { LastName = "Gone" });
        await _org.PostAsync("/simulator/faults", new { kind = "Error", code = "SERVER_UNAVAILABLE" });

        await _org.PostAsync("/simulator/reset", "");

        (await _org.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(0);
        (await _org.QueryAsync("SELECT Name FROM User WHERE IsActive = true")).Json.GetProperty("totalSize").GetInt32().Should().Be(2);
    }

    [Theory]
    [InlineData("/simulator/faults", """{"kind":"Nonsense"}""")]
    [InlineData("/simulator/faults", """{"kind":"Error"}""")]
    [InlineData("/simulator/faults", """{"kind":"Slow","delay":"-00:00:01"}""")]
    [InlineData("/simulator/faults", "nonsense")]
    [InlineData("/simulator/clock", """{"days":-1}""")]
    [InlineData("/simulator/clock", """{"days":1e300}""")]
    [InlineData("/simulator/records/Contact", "nonsense")]
    public async Task Bad_request_to_the_simulator_says_why(string path, string body)
    {
        var answer = await _org.PostAsync(path, body);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Json.GetProperty("error").GetString().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Page_of_another_site_may_not_write()
    {
        (await _org.PostAsync("/simulator/reset", "", ("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await _org.PostAsync("/faults/clear", "", ("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.Forbidden);
    }
}
