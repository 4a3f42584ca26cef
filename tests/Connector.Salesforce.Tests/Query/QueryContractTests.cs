using System.Text.Json.Nodes;
using System.Web;
using Connector.Salesforce.Query;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Connector.Salesforce.Tests.Query;

/// <summary>SOQL over REST: the query as sent, and paging.</summary>
public sealed class QueryContractTests : IDisposable
{
    private static readonly string Path = $"{FakeOrg.Data}/query";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Pages_stream_in_order_and_every_row_once()
    {
        Page(Path, ["A", "B"], $"{Path}/01g000000000001AAA-2");
        Page($"{Path}/01g000000000001AAA-2", ["C"], $"{Path}/01g000000000001AAA-3");
        Page($"{Path}/01g000000000001AAA-3", ["D"], null);
        var email = "o'hara@example.org";

        var rows = await _org.Client().Query.QueryAsync($"SELECT Id, LastName FROM Contact WHERE Email = {email}").ToListAsync();

        rows.Select(row => row.Text("LastName")).Should().Equal("A", "B", "C", "D");
        rows.Should().OnlyContain(row => row.Type == "Contact");
        HttpUtility.ParseQueryString(_org.Requests[0].Query)["q"].Should().Be(@"SELECT Id, LastName FROM Contact WHERE Email = 'o\'hara@example.org'");
        _org.Requests.Should().HaveCount(3).And.OnlyContain(request => request.Method == "GET");
    }

    [Fact]
    public async Task Empty_answer_is_no_row()
    {
        _org.Answers(HttpMethod.Get, Path, 200, """{"totalSize":0,"done":true,"records":[]}""");

        (await _org.Client().Query.QueryAsync($"SELECT Id FROM Contact").ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Page_size_is_asked_for_in_the_header()
    {
        _org.Answers(HttpMethod.Get, Path, 200, """{"totalSize":0,"done":true,"records":[]}""");
        var client = _org.Client().WithSettings(new CallSettings { QueryPageSize = 200 });

        await client.Query.QueryAsync($"SELECT Id FROM Contact").ToListAsync();

        _org.Only.Headers["Sforce-Query-Options"].Should().Be("batchSize=200");
    }

    [Theory]
    [InlineData(199)]
    [InlineData(2001)]
    public void Page_size_that_Salesforce_does_not_take_is_misuse(int size) =>
        _org.Client().Invoking(client => client.WithSettings(new CallSettings { QueryPageSize = size })).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public async Task Next_page_is_fetched_while_the_first_is_read_and_no_other()
    {
        Page(Path, ["A", "B"], $"{Path}/next-2");
        Page($"{Path}/next-2", ["C"], $"{Path}/next-3");
        var reader = _org.Client().Query.QueryAsync($"SELECT Id FROM Contact").GetAsyncEnumerator();

        await reader.MoveNextAsync();
        await Wait.UntilAsync(() => _org.Requests.Count >= 2);
        await reader.DisposeAsync();

        _org.Requests.Should().HaveCount(2, "the third page is not asked for before the second is read");
    }

    [Fact]
    public async Task Leaving_early_ends_the_fetch_that_runs_ahead()
    {
        Page(Path, ["A", "B"], $"{Path}/next-2");
        _org.Server.Given(Request.Create().WithPath($"{Path}/next-2").UsingGet()).RespondWith(Response.Create().WithStatusCode(200).WithDelay(TimeSpan.FromSeconds(60)));

        await foreach (var row in _org.Client().Query.QueryAsync($"SELECT Id FROM Contact"))
        {
            row.Text("LastName").Should().Be("A");
            break;
        }

        _org.Calls.Should().OnlyContain(call => call.Outcome == "ok" || call.Outcome == "canceled");
    }

    [Fact]
    public async Task Page_that_fails_throws_after_the_rows_before_it()
    {
        Page(Path, ["A"], $"{Path}/next-2");
        _org.Answers(HttpMethod.Get, $"{Path}/next-2", 400, """[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]""");
        var seen = new List<string?>();

        var failure = await FluentActions.Awaiting(async () =>
        {
            await foreach (var row in _org.Client().Query.QueryAsync($"SELECT Id FROM Contact"))
                seen.Add(row.Text("LastName"));
        }).Should().ThrowAsync<SalesforceException>();

        failure.Which.ErrorCode.Should().Be("INVALID_QUERY_LOCATOR");
        seen.Should().Equal("A");
    }

    [Theory]
    [InlineData("https://elsewhere.example.org/services/data/v67.0/query/x")]
    [InlineData("//elsewhere.example.org/services/data/v67.0/query/x")]
    [InlineData(null)]
    public async Task Next_page_on_another_host_or_nowhere_is_not_followed(string? next)
    {
        Page(Path, ["A"], next, done: false);

        await _org.Client().Query.QueryAsync($"SELECT Id FROM Contact").ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<SalesforceTransportException>();

        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Query_that_no_URL_can_carry_goes_in_a_body_and_its_pages_go_on()
    {
        var many = Enumerable.Range(0, 400).Select(_ => Guid.NewGuid()).ToList();
        _org.Answers(HttpMethod.Post, $"{FakeOrg.Data}/composite", 200, Composed(Answer(["A"], $"{Path}/01g000000000001AAA-1")));
        Page($"{Path}/01g000000000001AAA-1", ["B"], null);

        var rows = await _org.Client().Query.QueryAsync($"SELECT Id, LastName FROM Contact WHERE Portal_Id__c IN {many}").ToListAsync();

        rows.Select(row => row.Text("LastName")).Should().Equal("A", "B");
        var part = JsonNode.Parse(_org.Requests[0].Body)!["compositeRequest"]!.AsArray().Should().ContainSingle().Subject!;
        part["method"]!.GetValue<string>().Should().Be("GET");
        HttpUtility.ParseQueryString(part["url"]!.GetValue<string>().Split('?')[1])["q"].Should().StartWith("SELECT Id, LastName FROM Contact WHERE Portal_Id__c IN ('").And.EndWith($"'{many[^1]}')");
    }

    [Fact]
    public async Task Query_longer_than_SOQL_may_be_is_misuse_and_sends_nothing()
    {
        var many = Enumerable.Range(0, 3000).Select(_ => Guid.NewGuid()).ToList();

        await _org.Client().Query.Awaiting(query => query.QueryAsync($"SELECT Id FROM Contact WHERE Portal_Id__c IN {many}").ToListAsync().AsTask())
            .Should().ThrowAsync<ArgumentException>().WithMessage("*100000*bulk query*");

        _org.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Several_queries_are_five_a_call_and_their_rows_in_order()
    {
        _org.Server.Given(Request.Create().WithPath($"{FakeOrg.Data}/composite").UsingPost()).InScenario("two").WillSetStateTo("second")
            .RespondWith(Response.Create().WithStatusCode(200).WithBody(Composed(Answer(["A"]), Answer([]), Answer(["B", "C"]), Answer(["D"]), Answer(["E"]))));
        Page(Path, ["F"], null);

        var rows = await _org.Client().Query.QueryManyAsync([.. Enumerable.Range(0, 6).Select(index => (Soql)$"SELECT LastName FROM Contact WHERE Group__c = {index}")]).ToListAsync();

        rows.Select(row => row.Text("LastName")).Should().Equal("A", "B", "C", "D", "E", "F");
        _org.Requests.Select(request => request.Method).Should().Equal("POST", "GET");
    }

    [Fact]
    public async Task Deleted_rows_are_asked_for_by_the_resource_that_has_them()
    {
        _org.Answers(HttpMethod.Post, $"{FakeOrg.Data}/composite", 200, Composed(Answer([]), Answer([])));

        await _org.Client().Query.QueryManyAsync([$"SELECT Id FROM Contact", $"SELECT Id FROM Account"], includeDeleted: true).ToListAsync();

        JsonNode.Parse(_org.Only.Body)!["compositeRequest"]!.AsArray().Select(part => part!["url"]!.GetValue<string>()).Should().OnlyContain(url => url.StartsWith($"{FakeOrg.Data}/queryAll?q="));
    }

    [Fact]
    public async Task Query_among_several_that_Salesforce_refuses_is_the_typed_error()
    {
        _org.Answers(HttpMethod.Post, $"{FakeOrg.Data}/composite", 200,
            """{"compositeResponse":[{"httpStatusCode":400,"referenceId":"q0","httpHeaders":{},"body":[{"errorCode":"INVALID_FIELD","message":"No such column 'Nope'"}]},{"httpStatusCode":200,"referenceId":"q1","httpHeaders":{},"body":{"totalSize":0,"done":true,"records":[]}}]}""");

        var refusal = await _org.Client().Query.QueryManyAsync([$"SELECT Nope FROM Contact", $"SELECT Id FROM Contact"]).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<SalesforceException>();

        refusal.Which.Errors.Should().ContainSingle().Which.Code.Should().Be("INVALID_FIELD");
        refusal.Which.MayHaveExecuted.Should().BeFalse();
    }

    [Fact]
    public async Task Query_all_has_its_own_resource()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/queryAll", 200,
            """{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact"},"Id":"003000000000001AAA","IsDeleted":true,"MasterRecordId":"003000000000002AAA"}]}""");

        var rows = await _org.Client().Query.QueryAllAsync($"SELECT Id, IsDeleted, MasterRecordId FROM Contact").ToListAsync();

        rows.Should().ContainSingle().Which.Text("MasterRecordId").Should().Be("003000000000002AAA");
    }

    [Fact]
    public async Task Count_is_the_total()
    {
        _org.Answers(HttpMethod.Get, Path, 200, """{"totalSize":1234,"done":true,"records":[]}""");

        (await _org.Client().Query.CountAsync($"SELECT COUNT() FROM Contact")).Should().Be(1234);
    }

    [Fact]
    public async Task Parent_comes_with_its_child()
    {
        _org.Answers(HttpMethod.Get, Path, 200,
            """{"totalSize":2,"done":true,"records":[{"attributes":{"type":"Contact"},"LastName":"A","Account":{"attributes":{"type":"Account"},"Id":"001000000000001AAA","Name":"Org"}},{"attributes":{"type":"Contact"},"LastName":"B","Account":null}]}""");

        var rows = await _org.Client().Query.QueryAsync($"SELECT LastName, Account.Id, Account.Name FROM Contact").ToListAsync();

        rows[0].Parent("Account")!.Text("Name").Should().Be("Org");
        rows[0].Parent("Account")!.Id!.Value.KeyPrefix.Should().Be("001");
        rows[1].Parent("Account").Should().BeNull();
    }

    [Fact]
    public async Task Query_stands_in_no_log()
    {
        _org.Answers(HttpMethod.Get, Path, 400, """[{"message":"\nFROM Contact WHERE Email = 'secret@example.org'\n unexpected token: 'FRM'","errorCode":"MALFORMED_QUERY"}]""");
        var email = "secret@example.org";

        var failure = await _org.Client().Query.QueryAsync($"SELECT Id FRM Contact WHERE Email = {email}").ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<SalesforceException>();

        failure.Which.Message.Should().Contain("MALFORMED_QUERY").And.NotContain("secret@");
        _org.Logs.Lines.Should().NotContain(line => line.Contains("secret@"));
        _org.Calls.Should().ContainSingle().Which.Path.Should().Be(Path);
    }

    private static string Answer(string[] names, string? next = null) =>
        $$"""{"totalSize":{{names.Length}},"done":{{(next is null ? "true" : $"false,\"nextRecordsUrl\":\"{next}\"")}},"records":[{{string.Join(',', names.Select(name => $$"""{"attributes":{"type":"Contact"},"LastName":"{{name}}"}"""))}}]}""";

    private static string Composed(params string[] answers) =>
        $$"""{"compositeResponse":[{{string.Join(',', answers.Select((answer, index) => $$"""{"body":{{answer}},"httpHeaders":{},"httpStatusCode":200,"referenceId":"q{{index}}"}"""))}}]}""";

    private void Page(string path, string[] names, string? next, bool? done = null)
    {
        var rows = string.Join(',', names.Select(name => $$"""{"attributes":{"type":"Contact","url":"/x"},"LastName":"{{name}}"}"""));
        var more = next is null ? "" : $$""","nextRecordsUrl":"{{next}}" """;
        _org.Answers(HttpMethod.Get, path, 200, $$"""{"totalSize":4,"done":{{(done ?? next is null ? "true" : "false")}}{{more}},"records":[{{rows}}]}""");
    }
}
