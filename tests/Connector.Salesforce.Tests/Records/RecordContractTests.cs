using System.Text.Json.Nodes;
using Connector.Salesforce.Records;

namespace Connector.Salesforce.Tests.Records;

/// <summary>sObject rows: exact methods, paths, headers and bodies.</summary>
public sealed class RecordContractTests : IDisposable
{
    private const string Id = "003000000000001AAA";
    private const string Saved = """{"id":"003000000000001AAA","success":true,"errors":[]}""";

    private static readonly SalesforceId Contact = SalesforceId.Parse(Id);
    private static readonly string Rows = $"{FakeOrg.Data}/sobjects/Contact";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Create_posts_the_set_fields_and_says_who_calls()
    {
        _org.Answers(HttpMethod.Post, Rows, 201, Saved);

        var result = await _org.Client(options => options.ClientName = "Portal").Records.CreateAsync(
            new SalesforceRecord("Contact") { ["LastName"] = "Müller", ["Phone"] = null, ["IsActive__c"] = true, ["Dues__c"] = 12.50m });

        result.Should().BeEquivalentTo(new SaveResult(Contact, true, null, []));
        _org.Only.Body.Should().Be("""{"LastName":"Müller","Phone":null,"IsActive__c":true,"Dues__c":12.50}""");
        _org.Only.Headers["Content-Type"].Should().Be("application/json; charset=utf-8");
        _org.Only.Headers["Accept"].Should().Be("application/json");
        _org.Only.Headers["Sforce-Call-Options"].Should().Be("client=Portal");
        _org.Only.Headers["Authorization"].Should().Be($"Bearer {FakeOrg.Token}");
        _org.Only.Headers.Should().NotContainKey("Sforce-Duplicate-Rule-Header");
    }

    [Fact]
    public async Task Parent_is_set_by_its_external_id_in_the_body()
    {
        _org.Answers(HttpMethod.Post, Rows, 201, Saved);
        var record = new SalesforceRecord("Contact") { ["LastName"] = "Miller" };
        record.SetParent("Account", "Portal_Id__c", "7");

        await _org.Client().Records.CreateAsync(record);

        _org.Only.Body.Should().Be("""{"LastName":"Miller","Account":{"Portal_Id__c":"7"}}""");
    }

    [Fact]
    public async Task Duplicate_rule_header_goes_with_writes_alone()
    {
        _org.Answers(HttpMethod.Post, Rows, 201, Saved).Answers(HttpMethod.Get, $"{Rows}/{Id}", 200, "{}");
        var client = _org.Client().WithSettings(new CallSettings { DuplicateRule = new DuplicateRule { AllowSave = true, IncludeRecordDetails = true } });

        await client.Records.CreateAsync(new SalesforceRecord("Contact") { ["LastName"] = "Miller" });
        await client.Records.GetAsync("Contact", Contact);

        _org.Requests[0].Headers["Sforce-Duplicate-Rule-Header"].Should().Be("allowSave=true; includeRecordDetails=true; runAsCurrentUser=true");
        _org.Requests[1].Headers.Should().NotContainKey("Sforce-Duplicate-Rule-Header");
    }

    [Fact]
    public async Task Update_patches_by_id_and_sends_no_id()
    {
        _org.Answers(HttpMethod.Patch, $"{Rows}/{Id}", 204);

        await _org.Client().Records.UpdateAsync(new SalesforceRecord("Contact") { Id = Contact, ["Email"] = "a@example.org", ["Phone"] = null });

        _org.Only.Body.Should().Be("""{"Email":"a@example.org","Phone":null}""");
    }

    [Fact]
    public async Task Update_without_an_id_is_misuse_and_sends_nothing()
    {
        await _org.Client().Awaiting(it => it.Records.UpdateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<ArgumentException>();

        _org.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(201, """{"id":"003000000000001AAA","errors":[],"success":true,"created":true}""", true)]
    [InlineData(200, """{"id":"003000000000001AAA","errors":[],"success":true,"created":false}""", false)]
    public async Task Upsert_says_whether_it_created(int status, string body, bool created)
    {
        _org.Answers(HttpMethod.Patch, $"{Rows}/Portal_Id__c/a*", status, body);

        var result = await _org.Client().Records.UpsertAsync(
            new SalesforceRecord("Contact") { ["LastName"] = "Miller", ["portal_id__c"] = "a b" }, "Portal_Id__c", "a b");

        result.Should().BeEquivalentTo(new SaveResult(Contact, true, created, []));
        _org.Only.Body.Should().Be("""{"LastName":"Miller"}""", "the external id in the body is an error");
    }

    [Fact]
    public async Task Upsert_of_old_versions_answers_an_update_without_a_body()
    {
        _org.Answers(HttpMethod.Patch, $"{Rows}/Portal_Id__c/7", 204);

        var result = await _org.Client().Records.UpsertAsync(new SalesforceRecord("Contact") { ["LastName"] = "Miller" }, "Portal_Id__c", "7");

        result.Should().BeEquivalentTo(new SaveResult(null, true, false, []));
    }

    [Fact]
    public async Task Upsert_that_only_updates_says_so_in_the_URL()
    {
        _org.Answers(HttpMethod.Patch, $"{Rows}/Portal_Id__c/7", 200, """{"id":"003000000000001AAA","errors":[],"success":true,"created":false}""");

        await _org.Client().Records.UpsertAsync(new SalesforceRecord("Contact"), "Portal_Id__c", "7", new UpsertOptions { UpdateOnly = true });

        _org.Only.Query.Should().Be("?updateOnly=true");
        _org.Only.Body.Should().Be("{}");
    }

    [Fact]
    public async Task External_id_in_several_records_is_typed_with_their_ids()
    {
        _org.Answers(HttpMethod.Patch, $"{Rows}/Portal_Id__c/7", 300,
            """["/services/data/v67.0/sobjects/Contact/003000000000001AAA","/services/data/v67.0/sobjects/Contact/003000000000002AAA"]""");

        var failure = await _org.Client().Awaiting(it => it.Records.UpsertAsync(new SalesforceRecord("Contact"), "Portal_Id__c", "7"))
            .Should().ThrowAsync<SalesforceMultipleChoicesException>();

        failure.Which.Candidates.Select(id => id.Value).Should().Equal("003000000000001AAA", "003000000000002AAA");
        failure.Which.IsTransient.Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    public async Task External_id_that_no_URL_can_carry_is_misuse_and_sends_nothing(string value)
    {
        await _org.Client().Awaiting(it => it.Records.UpsertAsync(new SalesforceRecord("Contact"), "Portal_Id__c", value)).Should().ThrowAsync<ArgumentException>();

        _org.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Get_asks_for_the_fields_and_reads_what_came()
    {
        _org.Answers(HttpMethod.Get, $"{Rows}/{Id}", 200,
            """{"attributes":{"type":"Contact","url":"/services/data/v67.0/sobjects/Contact/003000000000001AAA"},"Id":"003000000000001AAA","LastName":"Miller","Phone":null,"Age__c":42.0}""");

        var record = await _org.Client().Records.GetAsync("Contact", Contact, ["LastName", "Phone", "Age__c"]);

        _org.Only.Query.Should().Be("?fields=LastName%2CPhone%2CAge__c");
        record!.Id.Should().Be(Contact);
        record.Text("lastname").Should().Be("Miller");
        record.Has("Phone").Should().BeTrue();
        record["Phone"].Should().BeNull();
        record.Has("Email").Should().BeFalse();
        record["Age__c"]!.GetValue<double>().Should().Be(42);
        record.ETag.Should().BeNull();
    }

    [Theory]
    [InlineData(404, "NOT_FOUND", "The requested resource does not exist")]
    [InlineData(404, "ENTITY_IS_DELETED", "entity is deleted")]
    public async Task Get_of_what_is_not_there_is_null(int status, string code, string message)
    {
        _org.Answers(HttpMethod.Get, $"{Rows}/{Id}", status, $$"""[{"message":"{{message}}","errorCode":"{{code}}"}]""");

        (await _org.Client().Records.GetAsync("Contact", Contact)).Should().BeNull();
    }

    [Fact]
    public async Task Get_by_external_id_escapes_it()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\nConnection: close\r\n\r\n{\"Id\":\"003000000000001AAA\"}");
        var client = _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", server.Url));

        await client.Records.GetByExternalIdAsync("Contact", "Email__c", "a+b/c d@example.org", ["Id"]);

        server.Heads.Should().ContainSingle().Which.Should().StartWith($"GET {Rows}/Email__c/a%2Bb%2Fc%20d%40example.org?fields=Id HTTP/1.1");
        _org.Calls.Should().ContainSingle().Which.Path.Should().NotContain("example.org", "an external id may be personal");
    }

    [Fact]
    public async Task Delete_deletes()
    {
        _org.Answers(HttpMethod.Delete, $"{Rows}/{Id}", 204);

        await _org.Client().Records.DeleteAsync("Contact", Contact);

        _org.Only.Body.Should().BeEmpty();
    }

    [Theory]
    [InlineData("NOT_FOUND")]
    [InlineData("ENTITY_IS_DELETED")]
    [InlineData("INVALID_CROSS_REFERENCE_KEY")]
    public async Task Update_of_what_is_not_there_is_typed(string code)
    {
        _org.Answers(HttpMethod.Patch, $"{Rows}/{Id}", 404, $$"""[{"message":"no","errorCode":"{{code}}","fields":[]}]""");

        var failure = await _org.Client().Awaiting(it => it.Records.UpdateAsync(new SalesforceRecord("Contact") { Id = Contact })).Should().ThrowAsync<SalesforceNotFoundException>();

        failure.Which.IsDeleted.Should().Be(code == "ENTITY_IS_DELETED");
    }

    [Fact]
    public async Task Conditional_update_sends_the_tag_that_was_read()
    {
        var path = $"{FakeOrg.Data}/sobjects/Account/001000000000001AAA";
        _org.Answers(HttpMethod.Get, path, 200, """{"attributes":{"type":"Account"},"Id":"001000000000001AAA","Name":"A"}""", ("ETag", "\"abc\""))
            .Answers(HttpMethod.Patch, path, 204);
        var client = _org.Client();

        var account = await client.Records.GetAsync("Account", SalesforceId.Parse("001000000000001AAA"));
        account!["Name"] = "B";
        await client.Records.UpdateIfUnchangedAsync(account);

        _org.Requests[1].Headers["If-Match"].Should().Be("\"abc\"");
        _org.Requests[1].Body.Should().Be("""{"Name":"B"}""");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""[{"message":"changed","errorCode":"ENTITY_WAS_MODIFIED"}]""")]
    public async Task Conditional_update_of_a_changed_record_is_typed_and_not_repeated(string? body)
    {
        _org.Answers(HttpMethod.Patch, $"{FakeOrg.Data}/sobjects/Account/001000000000001AAA", 412, body);
        var account = new SalesforceRecord("Account") { Id = SalesforceId.Parse("001000000000001AAA"), ETag = "\"abc\"", ["Name"] = "B" };

        var failure = await _org.Client().Awaiting(it => it.Records.UpdateIfUnchangedAsync(account)).Should().ThrowAsync<SalesforcePreconditionFailedException>();

        failure.Which.IsTransient.Should().BeFalse();
        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Conditional_update_without_a_tag_is_misuse_and_sends_nothing()
    {
        await _org.Client().Awaiting(it => it.Records.UpdateIfUnchangedAsync(new SalesforceRecord("Contact") { Id = Contact })).Should().ThrowAsync<ArgumentException>();

        _org.Requests.Should().BeEmpty();
    }

    [Fact]
    public void Record_keeps_three_states_apart()
    {
        var record = new SalesforceRecord("Contact") { ["Phone"] = null, ["Email"] = "a@example.org" };

        record.Has("Phone").Should().BeTrue();
        record.Has("Fax").Should().BeFalse();
        record.Remove("Email").Should().BeTrue();
        record.Fields.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, JsonNode?>("Phone", null));
    }
}
