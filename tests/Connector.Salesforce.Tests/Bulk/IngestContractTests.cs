using Connector.Salesforce.Bulk;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Connector.Salesforce.Tests.Bulk;

public sealed class IngestContractTests : IDisposable
{
    private const string JobId = "750000000000001AAA";
    private const string Unavailable = """[{"message":"","errorCode":"SERVER_UNAVAILABLE"}]""";
    private const string TakesNoMore = """[{"message":"The job takes no more.","errorCode":"INVALIDJOBSTATE"}]""";

    private static readonly string Jobs = $"{FakeOrg.Data}/jobs/ingest";
    private static readonly string Job = $"{Jobs}/{JobId}";
    private static readonly BulkPolling AtOnce = new() { First = TimeSpan.Zero, Longest = TimeSpan.Zero };
    private static readonly BulkIngest Upsert = new("Contact", BulkOperation.Upsert) { ExternalIdField = "Portal_Id__c", Polling = AtOnce };

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Job_is_created_filled_closed_waited_for_and_its_rows_matched()
    {
        Given(State("UploadComplete"), State("InProgress"), State("JobComplete", processed: 3, failed: 1));
        _org.Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "\"sf__Id\",\"sf__Created\",\"Portal_Id__c\",\"LastName\",\"Phone\",\"Account.Portal_Id__c\"\n\"003000000000003AAA\",\"true\",\"3\",\"C\"\"c\",\"#N/A\",\"o1\"\n\"003000000000001AAA\",\"false\",\"1\",\"A,a\",\"\",\"o1\"\n", Csv)
            .Answers(HttpMethod.Get, $"{Job}/failedResults", 200, "\"sf__Id\",\"sf__Error\",\"Portal_Id__c\",\"LastName\",\"Phone\",\"Account.Portal_Id__c\"\n\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --\",\"2\",\"#N/A\",\"1\",\"\"\n", Csv);
        var parent = Contact("1", "A,a");
        parent.SetParent("Account", "Portal_Id__c", "o1");
        var third = Contact("3", "C\"c");
        third["Phone"] = null;
        third.SetParent("Account", "Portal_Id__c", "o1");
        SalesforceRecord[] rows = [parent, new SalesforceRecord("Contact") { ["Portal_Id__c"] = "2", ["LastName"] = "", ["Phone"] = 1 }, third];

        var results = await _org.Client().Bulk.IngestAsync(
            Upsert with { Fields = ["Portal_Id__c", "LastName", "Phone", "Account.Portal_Id__c"] }, rows.ToAsyncEnumerable()).ToListAsync();

        _org.Requests[0].Body.Should().Be("""{"object":"Contact","operation":"upsert","contentType":"CSV","lineEnding":"LF","externalIdFieldName":"Portal_Id__c"}""");
        var put = _org.Requests[1];
        (put.Method, put.Path).Should().Be(("PUT", $"{Job}/batches"));
        put.Headers["Content-Type"].Should().Be("text/csv; charset=UTF-8");
        put.Body.Should().Be("Portal_Id__c,LastName,Phone,Account.Portal_Id__c\n1,\"A,a\",,o1\n2,#N/A,1,\n3,\"C\"\"c\",#N/A,o1\n");
        (_org.Requests[2].Method, _org.Requests[2].Body).Should().Be(("PATCH", """{"state":"UploadComplete"}"""));
        _org.Requests.Should().HaveCount(8, "three looks and two result files, none for rows that there are not");
        results.Select(result => (result.Index, result.Outcome)).Should().Equal((2L, BulkOutcome.Succeeded), (0L, BulkOutcome.Succeeded), (1L, BulkOutcome.Failed));
        results[0].Should().Match<BulkResult>(result => result.Created == true && result.Id == SalesforceId.Parse("003000000000003AAA"));
        results[1].Created.Should().BeFalse();
        results[1].Row["LastName"].Should().Be("A,a");
        results[2].Error.Should().BeEquivalentTo(new SalesforceError("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ["LastName"]));
    }

    [Fact]
    public async Task Rows_beyond_a_job_s_limit_make_another_job_with_the_header_again()
    {
        var turn = 0;
        _org.AnswersWith(HttpMethod.Post, Jobs, _ => State("Open", id: $"75000000000000{++turn}AAA"));
        for (var job = 1; job <= 3; job++)
        {
            var path = $"{Jobs}/75000000000000{job}AAA";
            _org.Answers(HttpMethod.Put, $"{path}/batches", 201)
                .Answers(HttpMethod.Patch, path, 200, State("UploadComplete"))
                .Answers(HttpMethod.Get, path, 200, State("JobComplete", processed: job == 3 ? 1 : 2))
                .AnswersWith(HttpMethod.Get, $"{path}/successfulResults", _ => Echo(_org.Requests.Last(request => request.Method == "PUT").Body));
        }

        var results = await _org.Client().Bulk.IngestAsync(
            Upsert with { MaxJobBytes = 1024 }, Enumerable.Range(0, 5).Select(index => Contact($"{index}", new string('x', 490))).ToAsyncEnumerable()).ToListAsync();

        var uploads = _org.Requests.Where(request => request.Method == "PUT").Select(request => request.Body).ToList();
        uploads.Should().HaveCount(3).And.OnlyContain(body => body.StartsWith("Portal_Id__c,LastName\n") && body.Length <= 1024);
        results.Select(result => result.Index).Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public async Task Job_that_fails_gives_its_outcomes_and_then_the_exception()
    {
        Given(State("Failed", error: "InvalidBatch : Field name not found : Nope"));
        _org.Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv)
            .Answers(HttpMethod.Get, $"{Job}/failedResults", 200, "", Csv)
            .Answers(HttpMethod.Get, $"{Job}/unprocessedrecords", 200, "Portal_Id__c,LastName\n2,B\n", Csv);
        var seen = new List<BulkResult>();

        var failure = await FluentActions.Awaiting(async () =>
        {
            await foreach (var result in _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A"), Contact("2", "B") }.ToAsyncEnumerable()))
                seen.Add(result);
        }).Should().ThrowAsync<SalesforceBulkJobException>();

        failure.Which.Message.Should().Contain("Field name not found : Nope");
        failure.Which.Job.State.Should().Be(BulkJobState.Failed);
        seen.Select(result => (result.Index, result.Outcome)).Should().Equal((0L, BulkOutcome.Succeeded), (1L, BulkOutcome.Unprocessed));
        seen[1].ToSaveResult().Errors[0].Code.Should().Be("PROCESSING_HALTED");
    }

    [Fact]
    public async Task Rows_that_throw_abort_the_job_before_anything_was_done()
    {
        Given();
        _org.Answers(HttpMethod.Patch, Job, 200, State("Aborted"));

        await _org.Client().Bulk.IngestAsync(Upsert, Rows()).ToListAsync().AsTask().Awaiting(task => task).Should().ThrowAsync<TimeZoneNotFoundException>();

        _org.Requests.Select(request => request.Method).Should().Equal("POST", "PATCH");
        _org.Requests[1].Body.Should().Be("""{"state":"Aborted"}""");

        static async IAsyncEnumerable<SalesforceRecord> Rows()
        {
            yield return Contact("1", "A");
            await Task.Yield();
            throw new TimeZoneNotFoundException("ours");
        }
    }

    [Theory]
    [InlineData("Fax", "x")]
    [InlineData("LastName", "#N/A")]
    public async Task Row_that_the_columns_or_CSV_cannot_hold_is_misuse_and_aborts(string field, string value)
    {
        Given();
        _org.Answers(HttpMethod.Patch, Job, 200, State("Aborted"));
        var second = Contact("2", "B");
        second[field] = value;

        await _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A"), second }.ToAsyncEnumerable()).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<ArgumentException>().WithMessage($"*{field}*");

        _org.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Cancellation_aborts_the_running_job()
    {
        Given();
        _org.Answers(HttpMethod.Patch, Job, 200, State("Aborted"));
        using var end = new CancellationTokenSource();
        var run = _org.Client().Bulk.IngestAsync(Upsert with { Polling = new BulkPolling() }, new[] { Contact("1", "A") }.ToAsyncEnumerable(), end.Token).ToListAsync(end.Token);
        _org.Answers(HttpMethod.Put, $"{Job}/batches", 201);
        await Wait.UntilAsync(() => _org.Requests.Count(request => request.Method == "PATCH") == 1);

        await end.CancelAsync();
        await run.AsTask().Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();

        _org.Requests.Where(request => request.Method == "PATCH").Select(request => request.Body).Should().Equal("""{"state":"UploadComplete"}""", """{"state":"Aborted"}""");
    }

    [Fact]
    public async Task Cancellation_leaves_the_closed_job_that_is_to_be_taken_up_again()
    {
        Given();
        _org.Answers(HttpMethod.Put, $"{Job}/batches", 201).Answers(HttpMethod.Patch, Job, 200, State("UploadComplete"));
        using var end = new CancellationTokenSource();
        var run = _org.Client().Bulk.IngestAsync(Upsert with { Polling = new BulkPolling(), AbortsWhenCancelled = false }, new[] { Contact("1", "A") }.ToAsyncEnumerable(), end.Token).ToListAsync(end.Token);
        await Wait.UntilAsync(() => _org.Requests.Count(request => request.Method == "PATCH") == 1);

        await end.CancelAsync();
        await run.AsTask().Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();

        _org.Requests.Where(request => request.Method == "PATCH").Select(request => request.Body).Should().Equal("""{"state":"UploadComplete"}""");
    }

    [Fact]
    public async Task Upload_that_nobody_answers_ends_with_the_time_out_and_its_job_is_aborted()
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("Open")).Answers(HttpMethod.Patch, Job, 200, State("Aborted"));
        _org.Server.Given(Request.Create().WithPath($"{Job}/batches").UsingPut()).RespondWith(Response.Create().WithStatusCode(201).WithDelay(TimeSpan.FromSeconds(60)));
        var run = _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync().AsTask();

        // In small steps: the calls before and after it have a time-out of their own.
        await Wait.UntilAsync(() => _org.Requests.Count == 1);
        await Wait.UntilAsync(() =>
        {
            _org.Time.Advance(TimeSpan.FromSeconds(0.2));
            return run.IsCompleted;
        });

        var failure = await FluentActions.Awaiting(() => run).Should().ThrowAsync<SalesforceTransportException>();
        failure.Which.Failure.Should().Be(TransportFailure.TimedOut);
        _org.Requests.Where(request => request.Method == "PATCH").Select(request => request.Body).Should().Equal("""{"state":"Aborted"}""");
    }

    [Fact]
    public async Task Upload_that_meets_a_fault_goes_again_whole()
    {
        Given(State("JobComplete", processed: 1));
        _org.AnswersInTurn(HttpMethod.Put, $"{Job}/batches", (503, """[{"message":"","errorCode":"SERVER_UNAVAILABLE"}]"""), (201, null))
            .Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);

        var results = await _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync();

        results.Should().ContainSingle().Which.Index.Should().Be(0);
        _org.Requests.Where(request => request.Method == "PUT").Select(request => request.Body).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Job_whose_closing_was_carried_out_without_an_answer_is_waited_for_and_never_aborted()
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("Open")).Answers(HttpMethod.Put, $"{Job}/batches", 201)
            .AnswersInTurn(HttpMethod.Patch, Job, (503, Unavailable), (400, TakesNoMore))
            .AnswersInTurn(HttpMethod.Get, Job, (200, State("InProgress")), (200, State("JobComplete", processed: 1)))
            .Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);

        var results = await _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync();

        results.Should().ContainSingle().Which.Index.Should().Be(0);
        _org.Requests.Should().NotContain(request => request.Body.Contains("Aborted"));
    }

    [Theory]
    [InlineData(200, "Open")]
    [InlineData(503, null)]
    public async Task Job_that_is_not_known_to_be_closed_is_aborted_and_its_error_says_that_it_may_have_run(int status, string? state)
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("Open")).Answers(HttpMethod.Put, $"{Job}/batches", 201)
            .Answers(HttpMethod.Patch, Job, 503, Unavailable)
            .Answers(HttpMethod.Get, Job, status, state is null ? Unavailable : State(state));

        var failure = await _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<SalesforceException>();

        failure.Which.Should().Match<SalesforceException>(error => error.ErrorCode == "SERVER_UNAVAILABLE" && error.MayHaveExecuted);
        _org.Requests.Should().Contain(request => request.Body.Contains("Aborted"));
    }

    [Fact]
    public async Task Rows_that_a_job_may_have_without_an_answer_go_into_another_and_the_first_is_aborted()
    {
        const string SecondId = "750000000000002AAA";
        var second = $"{Jobs}/{SecondId}";
        _org.AnswersInTurn(HttpMethod.Post, Jobs, (200, State("Open")), (200, State("Open", id: SecondId)))
            .AnswersInTurn(HttpMethod.Put, $"{Job}/batches", (503, Unavailable), (400, TakesNoMore)).Answers(HttpMethod.Patch, Job, 200, State("Aborted"))
            .Answers(HttpMethod.Put, $"{second}/batches", 201).Answers(HttpMethod.Patch, second, 200, State("UploadComplete", id: SecondId))
            .Answers(HttpMethod.Get, second, 200, State("JobComplete", processed: 1, id: SecondId))
            .Answers(HttpMethod.Get, $"{second}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);
        var told = new List<string>();

        var results = await _org.Client().Bulk.IngestAsync(Upsert with { JobCreated = (job, _) => { told.Add(job.Id); return ValueTask.CompletedTask; } },
            new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync();

        results.Should().ContainSingle().Which.Index.Should().Be(0);
        told.Should().Equal(JobId, SecondId);
        _org.Requests.Where(request => request.Method == "PATCH").Select(request => (request.Path, request.Body)).Should()
            .Equal((Job, """{"state":"Aborted"}"""), (second, """{"state":"UploadComplete"}"""));
        _org.Requests.Where(request => request.Method == "PUT").Select(request => request.Body).Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData(BulkOperation.Insert, "insert")]
    [InlineData(BulkOperation.Update, "update")]
    [InlineData(BulkOperation.Delete, "delete")]
    [InlineData(BulkOperation.HardDelete, "hardDelete")]
    public async Task Operation_has_its_name_on_the_wire_and_no_external_id(BulkOperation operation, string name)
    {
        Given(State("JobComplete", processed: 1));
        _org.Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,false,1,A\n", Csv);

        await _org.Client().Bulk.IngestAsync(new BulkIngest("Contact", operation) { Polling = AtOnce }, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync();

        _org.Requests[0].Body.Should().Be($$"""{"object":"Contact","operation":"{{name}}","contentType":"CSV","lineEnding":"LF"}""");
    }

    [Fact]
    public async Task Outage_while_a_job_runs_is_waited_out()
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("Open")).Answers(HttpMethod.Put, $"{Job}/batches", 201).Answers(HttpMethod.Patch, Job, 200, State("UploadComplete"))
            .AnswersInTurn(HttpMethod.Get, Job, [.. Enumerable.Repeat((503, (string?)"<html>"), 7), (200, State("JobComplete", processed: 1))])
            .Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);

        (await _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Job_is_taken_up_by_its_id()
    {
        _org.AnswersInTurn(HttpMethod.Get, Job, (200, State("InProgress")), (200, State("JobComplete", processed: 1)))
            .Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);

        var results = await _org.Client().Bulk.ResumeIngestAsync(JobId, AtOnce).ToListAsync();

        results.Should().ContainSingle().Which.Should().Match<BulkResult>(result => result.Index == null && result.Row["LastName"] == "A");
    }

    [Fact]
    public async Task Job_that_never_got_its_rows_is_told_when_taken_up()
    {
        _org.Answers(HttpMethod.Get, Job, 200, State("Open"));

        var failure = await _org.Client().Bulk.ResumeIngestAsync(JobId).ToListAsync().AsTask().Awaiting(task => task).Should().ThrowAsync<SalesforceBulkJobException>();

        failure.Which.Job.State.Should().Be(BulkJobState.Open);
    }

    [Fact]
    public async Task Job_s_id_is_told_before_it_has_rows()
    {
        Given(State("JobComplete", processed: 1));
        _org.Answers(HttpMethod.Put, $"{Job}/batches", 201).Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);
        var told = new List<(string Id, int Calls)>();

        await _org.Client().Bulk.IngestAsync(Upsert with { JobCreated = (job, _) => { told.Add((job.Id, _org.Requests.Count)); return ValueTask.CompletedTask; } },
            new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync();

        told.Should().Equal((JobId, 1));
    }

    [Fact]
    public async Task No_rows_make_no_job()
    {
        (await _org.Client().Bulk.IngestAsync(Upsert, AsyncEnumerable.Empty<SalesforceRecord>()).ToListAsync()).Should().BeEmpty();

        _org.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Upsert_without_its_external_id_is_misuse()
    {
        await _org.Client().Bulk.IngestAsync(new BulkIngest("Contact", BulkOperation.Upsert), AsyncEnumerable.Empty<SalesforceRecord>()).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<ArgumentException>();
        await _org.Client().Bulk.IngestAsync(Upsert with { Operation = BulkOperation.Insert }, AsyncEnumerable.Empty<SalesforceRecord>()).ToListAsync().AsTask()
            .Awaiting(task => task).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Result_file_that_breaks_off_is_read_again_and_no_row_comes_twice()
    {
        const string Whole = "sf__Id,sf__Created,Portal_Id__c\n003000000000001AAA,true,1\n003000000000002AAA,true,2\n003000000000003AAA,true,3\n";
        var broken = Whole[..70];
        await using var server = new RawServer(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {State("JobComplete", 3).Length}\r\n\r\n{State("JobComplete", 3)}",
            $"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {Whole.Length}\r\n\r\n{broken}",
            $"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {Whole.Length}\r\nConnection: close\r\n\r\n{Whole}");
        var client = _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", server.Url));

        var results = await client.Bulk.ResumeIngestAsync(JobId, AtOnce).ToListAsync();

        results.Select(result => result.Row["Portal_Id__c"]).Should().Equal("1", "2", "3");
        server.Requests.Should().Be(3);
    }

    [Theory]
    [InlineData("<html>proxy</html>", "text/html", TransportFailure.HtmlPage)]
    [InlineData("sf__Id,sf__Created,A\n1,2\n", "text/csv", TransportFailure.UnreadableAnswer)]
    [InlineData("sf__Id,sf__Created,A\n1,2,\"3", "text/csv", TransportFailure.UnreadableAnswer)]
    public async Task Result_file_of_another_form_is_named(string body, string type, TransportFailure cause)
    {
        _org.Answers(HttpMethod.Get, Job, 200, State("JobComplete", processed: 1)).Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, body, ("Content-Type", type));

        var failure = await _org.Client().Bulk.ResumeIngestAsync(JobId, AtOnce).ToListAsync().AsTask().Awaiting(task => task).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.Failure.Should().Be(cause);
        failure.Which.MayHaveExecuted.Should().BeTrue("the job has run");
    }

    [Theory]
    [InlineData("sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,\"A")]
    [InlineData("sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1")]
    public async Task Result_file_that_something_cut_short_is_read_again(string cut)
    {
        Given(State("JobComplete", processed: 1));
        _org.AnswersInTurn(HttpMethod.Get, $"{Job}/successfulResults", (200, cut), (200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n"));

        (await _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A") }.ToAsyncEnumerable()).ToListAsync()).Should().ContainSingle().Which.Index.Should().Be(0);
    }

    [Fact]
    public async Task Result_file_that_was_cut_between_two_rows_is_an_error_and_not_the_end()
    {
        Given(State("JobComplete", processed: 2));
        _org.Answers(HttpMethod.Get, $"{Job}/successfulResults", 200, "sf__Id,sf__Created,Portal_Id__c,LastName\n003000000000001AAA,true,1,A\n", Csv);
        var told = new List<BulkResult>();

        var failure = await FluentActions.Awaiting(async () =>
        {
            await foreach (var result in _org.Client().Bulk.IngestAsync(Upsert, new[] { Contact("1", "A"), Contact("2", "B") }.ToAsyncEnumerable()))
                told.Add(result);
        }).Should().ThrowAsync<SalesforceTransportException>().WithMessage("*1 of its 2 rows*");

        failure.Which.MayHaveExecuted.Should().BeTrue();
        told.Should().ContainSingle();
    }

    private static (string Name, string Value) Csv => ("Content-Type", "text/csv");

    private static SalesforceRecord Contact(string id, string name) => new("Contact") { ["Portal_Id__c"] = id, ["LastName"] = name };

    private static string State(string state, int processed = 0, int failed = 0, string? error = null, string id = JobId) =>
        $$"""{"id":"{{id}}","operation":"upsert","object":"Contact","state":"{{state}}","contentUrl":"services/data/v67.0/jobs/ingest/{{id}}/batches","apiVersion":67.0,"numberRecordsProcessed":{{processed}},"numberRecordsFailed":{{failed}},"errorMessage":"{{error}}"}""";

    private static string Echo(string upload) =>
        string.Join('\n', upload.TrimEnd('\n').Split('\n').Select((line, row) => row == 0 ? $"sf__Id,sf__Created,{line}" : $"003{row:D12},true,{line}")) + "\n";

    private void Given(params string[] looks)
    {
        _org.Answers(HttpMethod.Post, Jobs, 200, State("Open"));
        if (looks.Length == 0)
            return;

        _org.Answers(HttpMethod.Put, $"{Job}/batches", 201).Answers(HttpMethod.Patch, Job, 200, State("UploadComplete"))
            .AnswersInTurn(HttpMethod.Get, Job, [.. looks.Select(look => (200, (string?)look))]);
    }
}
