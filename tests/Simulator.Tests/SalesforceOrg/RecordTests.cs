using System.IO.Compression;
using System.Net;
using System.Text.Json;

namespace Simulator.Tests.SalesforceOrg;

public sealed class RecordTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task Record_is_created_read_updated_and_deleted()
    {
        var created = await _org.PostAsync("sobjects/Contact", new { LastName = "  Lovelace ", FirstName = "Ada", Email = "ada@example.org", Member_Since__c = "2020-02-29" });
        created.Status.Should().Be(HttpStatusCode.Created);
        created.Json.GetProperty("success").GetBoolean().Should().BeTrue();
        created.Json.GetProperty("errors").GetArrayLength().Should().Be(0);
        var id = created.Json.GetProperty("id").GetString()!;
        id.Should().HaveLength(18).And.StartWith("003");

        var patched = await _org.PatchAsync($"sobjects/Contact/{id}", new { Email = (string?)null, Title = "Countess" });
        patched.Status.Should().Be(HttpStatusCode.NoContent);
        patched.Text.Should().BeEmpty();

        var read = await _org.GetAsync($"sobjects/Contact/{id[..15]}");
        read.Json.GetProperty("attributes").GetProperty("url").GetString().Should().Be($"/services/data/v67.0/sobjects/Contact/{id}");
        read.Json.GetProperty("LastName").GetString().Should().Be("Lovelace");
        read.Json.GetProperty("Name").GetString().Should().Be("Ada Lovelace");
        read.Json.GetProperty("Email").ValueKind.Should().Be(JsonValueKind.Null);
        read.Json.GetProperty("Title").GetString().Should().Be("Countess");
        read.Json.GetProperty("Member_Since__c").GetString().Should().Be("2020-02-29");
        read.Json.GetProperty("SystemModstamp").GetString().Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$");
        read.Headers["Sforce-Limit-Info"].Should().MatchRegex(@"^api-usage=\d+/100000$");

        (await _org.DeleteAsync($"sobjects/Contact/{id}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await _org.GetAsync($"sobjects/Contact/{id}")).ShouldBeError(HttpStatusCode.NotFound, "ENTITY_IS_DELETED", "entity is deleted");
        (await _org.PatchAsync($"sobjects/Contact/{id}", new { Title = "x" })).ShouldBeError(HttpStatusCode.NotFound, "ENTITY_IS_DELETED", "entity is deleted");
    }

    [Fact]
    public async Task Upsert_creates_then_updates_and_can_be_told_not_to_create()
    {
        var updateOnly = await _org.PatchAsync("sobjects/Contact/Portal_Id__c/m-1?updateOnly=true", new { LastName = "Hopper" });
        var first = await _org.PatchAsync("sobjects/Contact/Portal_Id__c/m-1", new { LastName = "Hopper" });
        var second = await _org.PatchAsync("sobjects/Contact/Portal_Id__c/M-1", new { FirstName = "Grace" });
        var old = await _org.PatchAsync("/services/data/v40.0/sobjects/Contact/Portal_Id__c/m-1", new { FirstName = "G" });

        updateOnly.ShouldBeError(HttpStatusCode.NotFound, "NOT_FOUND", "The requested resource does not exist");
        first.Status.Should().Be(HttpStatusCode.Created);
        first.Json.GetProperty("created").GetBoolean().Should().BeTrue();
        second.Status.Should().Be(HttpStatusCode.OK);
        second.Json.GetProperty("created").GetBoolean().Should().BeFalse();
        second.Json.GetProperty("id").GetString().Should().Be(first.Json.GetProperty("id").GetString());
        old.Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task External_id_with_a_slash_and_unicode_is_one_value()
    {
        var value = "a/b č+%";
        var created = await _org.PatchAsync($"sobjects/Account/Portal_Id__c/{Uri.EscapeDataString(value)}", new { Name = "Slash" });

        var read = await _org.GetAsync($"sobjects/Account/Portal_Id__c/{Uri.EscapeDataString(value)}");

        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        read.Json.GetProperty("Portal_Id__c").GetString().Should().Be(value);
    }

    [Fact]
    public async Task Parent_is_set_by_its_external_id()
    {
        var account = (await _org.PatchAsync("sobjects/Account/Portal_Id__c/o-1", new { Name = "Analytical Engines" })).Json.GetProperty("id").GetString();

        var contact = await _org.CreateAsync("Contact", new { LastName = "Babbage", Account = new { Portal_Id__c = "o-1" } });
        var orphan = await _org.PostAsync("sobjects/Contact", new { LastName = "Nobody", Account = new { Portal_Id__c = "o-2" } });

        (await _org.GetAsync($"sobjects/Contact/{contact}?fields=AccountId")).Json.GetProperty("AccountId").GetString().Should().Be(account);
        orphan.ShouldBeError(HttpStatusCode.BadRequest, "INVALID_FIELD", "Foreign key external ID: o-2 not found for field Portal_Id__c in entity Account");
    }

    [Theory]
    [InlineData("""{"FirstName":"x"}""", "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", "LastName")]
    [InlineData("""{"LastName":"x","Email":"nonsense"}""", "INVALID_EMAIL_ADDRESS", "Email: invalid email address: nonsense", "Email")]
    [InlineData("""{"LastName":"x","FirstName":"12345678901234567890123456789012345678901"}""", "STRING_TOO_LONG", "First Name: data value too large", "FirstName")]
    [InlineData("""{"LastName":"x","Nonsense__c":"y"}""", "INVALID_FIELD", "No such column 'Nonsense__c' on sobject of type Contact", null)]
    [InlineData("""{"LastName":"x","AccountId":"nonsense"}""", "MALFORMED_ID", "Account ID: id value of incorrect type: nonsense", "AccountId")]
    [InlineData("""{"LastName":"x","AccountId":"001000000000001AAA"}""", "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", "AccountId")]
    [InlineData("""{"LastName":"x","Name":"y"}""", "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: Name.", "Name")]
    [InlineData("""{"LastName":"x","Member_Since__c":"2021-02-29"}""", "JSON_PARSER_ERROR", "Cannot deserialize instance of date from VALUE_STRING value 2021-02-29", null)]
    [InlineData("""{"LastName":5}""", "JSON_PARSER_ERROR", "Cannot deserialize instance of string from VALUE_NUMBER_INT value 5", null)]
    [InlineData("""{"LastName":"x","DoNotCall":null}""", "INVALID_TYPE_ON_FIELD_IN_RECORD", "value not of required type", "DoNotCall")]
    [InlineData("""{"LastName":""", "JSON_PARSER_ERROR", "[line:1", null)]
    [InlineData("[]", "JSON_PARSER_ERROR", "entity body", null)]
    public async Task Bad_record_is_refused_in_Salesforces_words(string body, string code, string message, string? field)
    {
        var answer = await _org.PostAsync("sobjects/Contact", body);

        answer.ShouldBeError(HttpStatusCode.BadRequest, code, message, field is null ? [] : [field]);
        (await _org.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Unique_value_is_held_once()
    {
        var first = await _org.CreateAsync("Contact", new { LastName = "One", Portal_Id__c = "same" });

        var second = await _org.PostAsync("sobjects/Contact", new { LastName = "Two", Portal_Id__c = "SAME" });

        second.ShouldBeError(HttpStatusCode.BadRequest, "DUPLICATE_VALUE", $"duplicate value found: Portal_Id__c duplicates value on record with id: {first[..15]}");
    }

    [Fact]
    public async Task Missing_record_and_unknown_object_are_not_found()
    {
        (await _org.GetAsync("sobjects/Contact/003000000000001AAA")).ShouldBeError(HttpStatusCode.NotFound, "NOT_FOUND", "The requested resource does not exist");
        (await _org.GetAsync("sobjects/Nonsense__c/003000000000001AAA")).ShouldBeError(HttpStatusCode.NotFound, "NOT_FOUND", "The requested resource does not exist");
        (await _org.PatchAsync("sobjects/Contact/Email/a@b.c", new { LastName = "x" })).ShouldBeError(HttpStatusCode.NotFound, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: Email");
    }

    [Fact]
    public async Task Call_without_a_session_is_refused()
    {
        _org.Http.DefaultRequestHeaders.Authorization = null;

        (await _org.GetAsync("sobjects/Contact/003000000000001AAA")).ShouldBeError(HttpStatusCode.Unauthorized, "INVALID_SESSION_ID", "Session expired or invalid");
        (await _org.GetAsync("/services/data")).Json.EnumerateArray().Last().GetProperty("version").GetString().Should().Be("67.0");
    }

    [Fact]
    public async Task What_is_not_modelled_says_so()
    {
        var answer = await _org.GetAsync("tooling/query?q=SELECT+Id+FROM+ApexClass");

        answer.ShouldBeError(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", "does not model");
        (await _org.GetAsync("sobjects/Contact", ("Accept", "application/xml"))).ShouldBeError(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", "XML");
        (await _org.GetAsync("sobjects/Contact/listviews")).ShouldBeError(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", "listviews");
        (await _org.PostAsync("/services/async/60.0/job", new { })).ShouldBeError(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", "does not model");
        (await _org.PostAsync("/cometd/60.0", new { })).ShouldBeError(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", "Pub/Sub");
    }

    [Fact]
    public async Task User_cannot_be_deleted_and_no_second_org_made()
    {
        var user = (await _org.QueryAsync("SELECT Id FROM User")).Json.GetProperty("records")[0].GetProperty("Id").GetString();

        (await _org.DeleteAsync($"sobjects/User/{user}")).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_TYPE_FOR_OPERATION", "does not support delete");
        (await _org.PostAsync("sobjects/Organization", new { Name = "Another" })).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_TYPE_FOR_OPERATION", "does not support create");
        (await _org.QueryAsync("SELECT Name n FROM User")).ShouldBeError(HttpStatusCode.BadRequest, "MALFORMED_QUERY", "field aliasing");
    }

    [Fact]
    public async Task Account_is_updated_on_condition_of_its_etag()
    {
        var id = await _org.CreateAsync("Account", new { Name = "First" });
        var etag = (await _org.GetAsync($"sobjects/Account/{id}")).Headers["ETag"];
        await _org.PatchAsync($"sobjects/Account/{id}", new { Name = "Somebody else's" });

        var stale = await _org.PatchAsync($"sobjects/Account/{id}", new { Name = "Mine" }, ("If-Match", etag));
        var fresh = await _org.PatchAsync($"sobjects/Account/{id}", new { Name = "Mine" }, ("If-Match", (await _org.GetAsync($"sobjects/Account/{id}")).Headers["ETag"]));

        stale.Status.Should().Be(HttpStatusCode.PreconditionFailed);
        fresh.Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Bodies_may_be_packed_in_both_directions()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync("""{"LastName":"Packed"}"""u8.ToArray(), TestContext.Current.CancellationToken);
        using var content = new ByteArrayContent(packed.ToArray()) { Headers = { { "Content-Type", "application/json" }, { "Content-Encoding", "gzip" } } };
        using var created = await _org.Http.PostAsync($"{TestOrg.Data}/sobjects/Contact", content, TestContext.Current.CancellationToken);
        using var torn = new ByteArrayContent(packed.ToArray()[4..]) { Headers = { { "Content-Type", "application/json" }, { "Content-Encoding", "gzip" } } };
        using var refused = await _org.Http.PostAsync($"{TestOrg.Data}/sobjects/Contact", torn, TestContext.Current.CancellationToken);
        using var describe = new HttpRequestMessage(HttpMethod.Get, $"{TestOrg.Data}/sobjects/Contact/describe") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var described = await _org.Http.SendAsync(describe, TestContext.Current.CancellationToken);
        await using var unpacked = new GZipStream(await described.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);

        created.StatusCode.Should().Be(HttpStatusCode.Created);
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        described.Content.Headers.ContentEncoding.Should().Equal("gzip");
        (await JsonSerializer.DeserializeAsync<JsonElement>(unpacked, cancellationToken: TestContext.Current.CancellationToken)).GetProperty("name").GetString().Should().Be("Contact");
    }

    [Fact]
    public async Task Describe_tells_the_fields_and_is_revalidated()
    {
        var describe = await _org.GetAsync("sobjects/Contact/describe");
        var again = await _org.GetAsync("sobjects/Contact/describe", ("If-Modified-Since", describe.Headers["Last-Modified"]));
        var global = await _org.GetAsync("sobjects");

        var field = describe.Json.GetProperty("fields").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "Portal_Id__c");
        field.GetProperty("externalId").GetBoolean().Should().BeTrue();
        field.GetProperty("unique").GetBoolean().Should().BeTrue();
        field.GetProperty("type").GetString().Should().Be("string");
        again.Status.Should().Be(HttpStatusCode.NotModified);
        global.Json.GetProperty("sobjects").EnumerateArray().Select(item => item.GetProperty("name").GetString()).Should().Contain(["Account", "Contact", "Opportunity", "Task", "User"]);
    }

    [Fact]
    public async Task Records_survive_a_restart()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var org = await TestOrg.StartAsync(folder.Path))
        {
            id = await org.CreateAsync("Opportunity", new { Name = "Dues", StageName = "Closed Won", CloseDate = "2026-11-01", Amount = 120.5, Portal_Id__c = "p1" });
        }

        await using var again = await TestOrg.StartAsync(folder.Path);
        var read = await again.GetAsync($"sobjects/Opportunity/Portal_Id__c/p1");
        var next = await again.CreateAsync("Opportunity", new { Name = "Next", StageName = "Pledged", CloseDate = "2026-11-02" });

        read.Json.GetProperty("Id").GetString().Should().Be(id);
        read.Json.GetProperty("Amount").GetRawText().Should().Be("120.5");
        read.Json.GetProperty("IsWon").GetBoolean().Should().BeTrue();
        next.Should().NotBe(id);
    }
}
