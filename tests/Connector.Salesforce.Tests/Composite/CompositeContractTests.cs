using Connector.Salesforce.Composite;

namespace Connector.Salesforce.Tests.Composite;

public sealed class CompositeContractTests : IDisposable
{
    private static readonly string Path = $"{FakeOrg.Data}/composite";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Later_subrequest_uses_what_an_earlier_one_gave()
    {
        _org.Answers(HttpMethod.Post, Path, 200, """
            {"compositeResponse":[
              {"body":{"id":"001000000000001AAA","success":true,"errors":[]},"httpHeaders":{"Location":"/x"},"httpStatusCode":201,"referenceId":"org"},
              {"body":{"id":"003000000000001AAA","success":true,"errors":[],"created":true},"httpHeaders":{},"httpStatusCode":201,"referenceId":"person"},
              {"body":null,"httpHeaders":{},"httpStatusCode":204,"referenceId":"gone"},
              {"body":{"attributes":{"type":"Account"},"Id":"001000000000001AAA","Name":"Org"},"httpHeaders":{},"httpStatusCode":200,"referenceId":"read"},
              {"body":{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact"},"Id":"003000000000001AAA"}]},"httpHeaders":{},"httpStatusCode":200,"referenceId":"rows"}]}
            """);
        var name = "O'Hara";
        var request = new CompositeRequest { AllOrNone = true }
            .Create("org", new SalesforceRecord("Account") { ["Name"] = "Org" })
            .Upsert("person", new SalesforceRecord("Contact") { ["LastName"] = name, ["AccountId"] = CompositeRequest.Reference("org"), ["Portal_Id__c"] = "7" }, "Portal_Id__c", "7")
            .Delete("gone", "Contact", SalesforceId.Parse("003000000000009AAA"))
            .Get("read", "Account", CompositeRequest.Reference("org"), ["Name"])
            .Query("rows", $"SELECT Id FROM Contact WHERE LastName = {name}");

        var results = await _org.Client().Composite.SendAsync(request);

        _org.Only.Body.Should().Be(
            """{"allOrNone":true,"collateSubrequests":false,"compositeRequest":[""" +
            """{"method":"POST","url":"/services/data/v67.0/sobjects/Account","referenceId":"org","body":{"Name":"Org"}},""" +
            """{"method":"PATCH","url":"/services/data/v67.0/sobjects/Contact/Portal_Id__c/7","referenceId":"person","body":{"LastName":"O'Hara","AccountId":"@{org.id}"}},""" +
            """{"method":"DELETE","url":"/services/data/v67.0/sobjects/Contact/003000000000009AAA","referenceId":"gone"},""" +
            """{"method":"GET","url":"/services/data/v67.0/sobjects/Account/@{org.id}?fields=Name","referenceId":"read"},""" +
            """{"method":"GET","url":"/services/data/v67.0/query?q=SELECT%20Id%20FROM%20Contact%20WHERE%20LastName%20%3D%20%27O%5C%27Hara%27","referenceId":"rows"}]}""");
        results.Should().OnlyContain(result => result.Success);
        results.Select(result => result.ReferenceId).Should().Equal("org", "person", "gone", "read", "rows");
        results[1].Id.Should().Be(SalesforceId.Parse("003000000000001AAA"));
        results[3].Records.Should().ContainSingle().Which.Text("Name").Should().Be("Org");
        results[4].Records.Should().ContainSingle().Which.Id.Should().Be(SalesforceId.Parse("003000000000001AAA"));
        _org.Calls.Should().ContainSingle().Which.Count.Should().Be(5);
    }

    [Fact]
    public async Task Failed_subrequest_is_a_result_and_its_peers_are_halted()
    {
        _org.Answers(HttpMethod.Post, Path, 200, """
            {"compositeResponse":[
              {"body":[{"message":"The transaction was rolled back since another operation in the same transaction failed.","errorCode":"PROCESSING_HALTED"}],"httpHeaders":{},"httpStatusCode":400,"referenceId":"a"},
              {"body":[{"message":"Required fields are missing: [Name]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Name"]}],"httpHeaders":{},"httpStatusCode":400,"referenceId":"b"}]}
            """);

        var results = await _org.Client().Composite.SendAsync(new CompositeRequest { AllOrNone = true }
            .Create("a", new SalesforceRecord("Account") { ["Name"] = "A" }).Create("b", new SalesforceRecord("Account")));

        results.Should().OnlyContain(result => !result.Success);
        results[0].Errors[0].Code.Should().Be("PROCESSING_HALTED");
        results[1].Errors[0].Fields.Should().Equal("Name");
    }

    [Theory]
    [InlineData("""{"compositeResponse":[]}""")]
    [InlineData("""{"compositeResponse":[{"body":{},"httpStatusCode":201,"referenceId":"another"}]}""")]
    [InlineData("""{"compositeResponse":[{"body":{},"httpStatusCode":400,"referenceId":"a"}]}""")]
    [InlineData("""{}""")]
    public async Task Answer_that_does_not_fit_the_request_is_named(string body)
    {
        _org.Answers(HttpMethod.Post, Path, 200, body);

        var failure = await _org.Client().Awaiting(it => it.Composite.SendAsync(new CompositeRequest().Create("a", new SalesforceRecord("Account"))))
            .Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.MayHaveExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task More_than_Salesforce_takes_is_misuse_and_sends_nothing()
    {
        var composite = _org.Client().Composite;
        CompositeRequest many = new(), queries = new();
        for (var i = 0; i < 26; i++)
            many.Create($"r{i}", new SalesforceRecord("Account"));
        for (var i = 0; i < 6; i++)
            queries.Query($"q{i}", $"SELECT Id FROM Account");

        await composite.Awaiting(it => it.SendAsync(many)).Should().ThrowAsync<ArgumentException>();
        await composite.Awaiting(it => it.SendAsync(queries)).Should().ThrowAsync<ArgumentException>();
        await composite.Awaiting(it => it.SendAsync(new CompositeRequest())).Should().ThrowAsync<ArgumentException>();
        FluentActions.Invoking(() => new CompositeRequest().Create("a b", new SalesforceRecord("Account"))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new CompositeRequest().Create("a", new SalesforceRecord("Account")).Query("a", $"SELECT Id FROM Account")).Should().Throw<ArgumentException>();

        _org.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task Call_with_a_create_in_it_is_not_repeated_blindly(bool reads, int sendings)
    {
        _org.Answers(HttpMethod.Post, Path, 503, """[{"message":"","errorCode":"SERVER_UNAVAILABLE"}]""");
        var request = reads
            ? new CompositeRequest().Query("a", $"SELECT Id FROM Account")
            : new CompositeRequest().Create("a", new SalesforceRecord("Account"));

        var failure = await _org.Client().Awaiting(it => it.Composite.SendAsync(request)).Should().ThrowAsync<SalesforceException>();

        failure.Which.MayHaveExecuted.Should().Be(!reads);
        _org.Requests.Should().HaveCount(sendings);
    }
}
