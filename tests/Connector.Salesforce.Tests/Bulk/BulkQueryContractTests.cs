using Connector.Salesforce.Bulk;

namespace Connector.Salesforce.Tests.Bulk;

public sealed class BulkQueryContractTests : IDisposable
{
    private const string JobId = "750000000000001AAA";

    private static readonly string Jobs = $"{FakeOrg.Data}/jobs/query";
    private static readonly string Job = $"{Jobs}/{JobId}";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Pages_follow_their_locators_to_the_end()
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("UploadComplete"))
            .AnswersInTurn(HttpMethod.Get, Job, (200, State("InProgress")), (200, State("JobComplete")));
        Page(null, "Id,LastName,Account.Name\n003000000000001AAA,\"O'Hara, Ann\",\n003000000000002AAA,B,Org\n", "MTAw");
        Page("MTAw", "Id,LastName,Account.Name\n003000000000003AAA,C,Org\n", "null");
        var told = new List<string>();
        var name = "x";

        var rows = await _org.Client().Bulk.QueryAsync($"SELECT Id, LastName, Account.Name FROM Contact WHERE LastName != {name}", new BulkQuery
        {
            PageSize = 2,
            Polling = new BulkPolling { First = TimeSpan.Zero, Longest = TimeSpan.Zero },
            PageRead = (locator, _) => { told.Add(locator); return ValueTask.CompletedTask; },
        }).ToListAsync();

        _org.Requests[0].Body.Should().Be("""{"operation":"query","query":"SELECT Id, LastName, Account.Name FROM Contact WHERE LastName != 'x'"}""");
        _org.Requests.Where(request => request.Path.EndsWith("/results", StringComparison.Ordinal)).Select(request => request.Query).Should().Equal("?maxRecords=2", "?maxRecords=2&locator=MTAw");
        _org.Requests.Where(request => request.Path.EndsWith("/results", StringComparison.Ordinal)).Should().OnlyContain(request => request.Headers["Accept"] == "text/csv");
        rows.Select(row => row["LastName"]).Should().Equal("O'Hara, Ann", "B", "C");
        rows[0]["account.name"].Should().BeNull();
        rows[1]["account.name"].Should().Be("Org");
        rows[2].TryGetId(out var id).Should().BeTrue();
        id.Should().Be(SalesforceId.Parse("003000000000003AAA"));
        told.Should().Equal("MTAw");
    }

    [Fact]
    public async Task Page_with_fewer_rows_than_its_header_says_is_read_again_and_no_row_comes_twice()
    {
        var state = State("JobComplete");
        await using var server = new RawServer(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {state.Length}\r\n\r\n{state}",
            "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nSforce-NumberOfRecords: 2\r\nSforce-Locator: null\r\nContent-Length: 4\r\n\r\nA\n1\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nSforce-NumberOfRecords: 2\r\nSforce-Locator: null\r\nContent-Length: 6\r\n\r\nA\n1\n2\n");
        var client = _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", server.Url));

        var rows = await client.Bulk.ResumeQueryAsync(JobId, query: new BulkQuery { Polling = new BulkPolling { First = TimeSpan.Zero } }).ToListAsync();

        rows.Select(row => row["A"]).Should().Equal("1", "2");
        server.Requests.Should().Be(3);
    }

    [Fact]
    public async Task Page_that_stays_short_is_an_error_and_not_the_end()
    {
        _org.Answers(HttpMethod.Get, Job, 200, State("JobComplete"))
            .Answers(HttpMethod.Get, $"{Job}/results", 200, "A\n1\n", ("Content-Type", "text/csv"), ("Sforce-NumberOfRecords", "2"), ("Sforce-Locator", "null"));

        var failure = await _org.Client().Bulk.ResumeQueryAsync(JobId, query: new BulkQuery { Polling = new BulkPolling { First = TimeSpan.Zero } }).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.Failure.Should().Be(TransportFailure.UnreadableAnswer);
        failure.Which.Message.Should().Contain("1 rows where its header says 2");
    }

    [Fact]
    public async Task Query_is_taken_up_from_a_page()
    {
        _org.Answers(HttpMethod.Get, Job, 200, State("JobComplete"));
        Page("MTAw", "Id\n003000000000003AAA\n", "null");

        var rows = await _org.Client().Bulk.ResumeQueryAsync(JobId, "MTAw", new BulkQuery { Polling = new BulkPolling { First = TimeSpan.Zero } }).ToListAsync();

        rows.Should().ContainSingle();
    }

    [Fact]
    public async Task Deleted_rows_are_asked_for_by_queryAll()
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("UploadComplete")).Answers(HttpMethod.Get, Job, 200, State("JobComplete"));
        Page(null, "", "null");

        var rows = await _org.Client().Bulk.QueryAsync($"SELECT Id FROM Contact", new BulkQuery { IncludeDeleted = true, Polling = new BulkPolling { First = TimeSpan.Zero } }).ToListAsync();

        rows.Should().BeEmpty();
        _org.Requests[0].Body.Should().Contain("\"queryAll\"");
    }

    [Fact]
    public async Task Job_that_fails_is_an_exception()
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("UploadComplete")).Answers(HttpMethod.Get, Job, 200, State("Failed"));

        await _org.Client().Bulk.QueryAsync($"SELECT Id FROM Contact", new BulkQuery { Polling = new BulkPolling { First = TimeSpan.Zero } }).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<SalesforceBulkJobException>();
    }

    [Fact]
    public async Task Looks_come_further_and_further_apart()
    {
        _org.Answers(HttpMethod.Get, Job, 200, State("InProgress"));
        using var end = new CancellationTokenSource();
        _org.Answers(HttpMethod.Patch, Job, 200, State("Aborted"));
        var started = _org.Time.GetUtcNow();
        var polling = new BulkPolling { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(4) };
        var run = _org.Client().Bulk.ResumeQueryAsync(JobId, null, new BulkQuery { Polling = polling }, end.Token).ToListAsync(end.Token).AsTask();

        await Wait.UntilAsync(() =>
        {
            _org.Time.Advance(TimeSpan.FromMilliseconds(50));
            lock (_org.Calls)
                return _org.Calls.Count >= 4;
        });
        var looks = _org.Calls.Take(4).Select(call => call.StartedAt).ToList();
        looks.Prepend(started).Zip(looks).Select(pair => (pair.Second - pair.First).TotalSeconds).Zip([1.0, 2, 4, 4])
            .Should().OnlyContain(pair => pair.First >= pair.Second);

        await end.CancelAsync();
        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        _org.Requests[^1].Body.Should().Be("""{"state":"Aborted"}""");
    }

    private static string State(string state) => $$"""{"id":"{{JobId}}","operation":"query","object":"Contact","state":"{{state}}","apiVersion":67.0}""";

    private void Page(string? locator, string csv, string next)
    {
        var request = WireMock.RequestBuilders.Request.Create().WithPath($"{Job}/results").UsingGet();
        request = locator is null
            ? request.WithParam("locator", WireMock.Matchers.MatchBehaviour.RejectOnMatch)
            : request.WithParam("locator", locator);
        _org.Server.Given(request).RespondWith(WireMock.ResponseBuilders.Response.Create().WithStatusCode(200)
            .WithHeader("Content-Type", "text/csv").WithHeader("Sforce-Locator", next).WithHeader("Sforce-NumberOfRecords", $"{Math.Max(0, csv.Count(sign => sign == '\n') - 1)}").WithBody(csv));
    }
}
