using System.Text.Json.Nodes;

namespace Connector.Salesforce.Tests.Records;

/// <summary>Upserts of any number go by the way that takes the fewest calls.</summary>
public sealed class UpsertRoutingTests : IDisposable
{
    private static readonly string Collections = $"{FakeOrg.Data}/composite/sobjects/Contact/Portal_Id__c";
    private static readonly string Jobs = $"{FakeOrg.Data}/jobs/ingest";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task One_goes_by_its_own_row_and_its_refusal_is_a_result()
    {
        _org.AnswersInTurn(HttpMethod.Patch, $"{FakeOrg.Data}/sobjects/Contact/Portal_Id__c/1",
            (201, """{"id":"003000000000001AAA","success":true,"created":true,"errors":[]}"""),
            (400, """[{"message":"too long","errorCode":"STRING_TOO_LONG","fields":["LastName"]}]"""));
        var client = _org.Client();

        var written = await client.UpsertAsync(Contacts(1, 1), "Portal_Id__c");
        var refused = await client.UpsertAsync(Contacts(1, 1), "Portal_Id__c");

        written.Should().ContainSingle().Which.Created.Should().BeTrue();
        refused.Should().ContainSingle().Which.Errors[0].Code.Should().Be("STRING_TOO_LONG");
    }

    [Fact]
    public async Task Thousand_go_in_five_calls()
    {
        EchoCollections();

        var results = await _org.Client().UpsertAsync(Contacts(1, 1000), "Portal_Id__c");

        results.Should().HaveCount(1000).And.OnlyContain(result => result.Success);
        _org.Requests.Should().HaveCount(5);
    }

    [Fact]
    public async Task More_than_two_thousand_go_by_a_job_with_results_by_index_and_locked_rows_again()
    {
        AnswersAsAJob();
        EchoCollections();
        var results = await UpsertByJobAsync();

        results.Select(result => result.Success).Should().Equal(Enumerable.Range(1, 2500).Select(number => number != 8));
        results[0].Id!.Value.Value.Should().StartWith("003000000000001");
        results[2499].Id!.Value.Value.Should().StartWith("003000000002500");
        results[7].Errors[0].Should().Match<SalesforceError>(error => error.Code == "STRING_TOO_LONG" && error.Fields.Single() == "LastName");
        JsonNode.Parse(_org.Requests.Single(request => request.Path == Collections).Body)!["records"]!.AsArray().Should().ContainSingle("only the locked row goes again")
            .Which!["Portal_Id__c"]!.GetValue<string>().Should().Be("7");
    }

    [Fact]
    public async Task What_a_job_did_stays_told_when_the_answer_for_the_rows_that_went_again_is_lost()
    {
        AnswersAsAJob();
        _org.Answers(HttpMethod.Patch, Collections, 200, "<html>gateway</html>");

        var failure = await this.Awaiting(_ => UpsertByJobAsync()).Should().ThrowAsync<SalesforcePartialBatchException>();

        failure.Which.Results.Should().HaveCount(2500);
        failure.Which.Results.Select((result, index) => (index, result?.Success)).Where(pair => pair.Item2 != true).Should().Equal((6, null), (7, false));
        failure.Which.MayHaveExecuted.Should().BeTrue();
        failure.Which.InnerException.Should().BeOfType<SalesforceTransportException>();
    }

    private async Task<IReadOnlyList<SaveResult>> UpsertByJobAsync()
    {
        var call = _org.Client().UpsertAsync(Contacts(1, 2500), "Portal_Id__c");
        await Wait.UntilAsync(() =>
        {
            _org.Time.Advance(TimeSpan.FromSeconds(1));
            return call.IsCompleted;
        });
        return await call;
    }

    // A job of 2,500, of which the seventh row meets a lock and the eighth is faulty.
    private void AnswersAsAJob()
    {
        const string JobId = "750000000000001AAA";
        var state = (string name) => $$"""{"id":"{{JobId}}","object":"Contact","state":"{{name}}","contentUrl":"services/data/v67.0/jobs/ingest/{{JobId}}/batches","numberRecordsProcessed":2500,"numberRecordsFailed":2}""";
        _org.Answers(HttpMethod.Post, Jobs, 200, state("Open")).Answers(HttpMethod.Put, $"{Jobs}/{JobId}/batches", 201).Answers(HttpMethod.Patch, $"{Jobs}/{JobId}", 200, state("UploadComplete"))
            .Answers(HttpMethod.Get, $"{Jobs}/{JobId}", 200, state("JobComplete"))
            .AnswersWith(HttpMethod.Get, $"{Jobs}/{JobId}/successfulResults", _ => "sf__Id,sf__Created,Portal_Id__c,LastName\n"
                + string.Concat(Lines().Where(line => line.Number is not (7 or 8)).Reverse().Select(line => $"003{line.Number:D12},true,{line.Text}\n")))
            .AnswersWith(HttpMethod.Get, $"{Jobs}/{JobId}/failedResults", _ => "sf__Id,sf__Error,Portal_Id__c,LastName\n"
                + string.Concat(Lines().Where(line => line.Number is 7 or 8).Select(line => $",{(line.Number == 7 ? "UNABLE_TO_LOCK_ROW:locked:--" : "STRING_TOO_LONG:too long:LastName --")},{line.Text}\n")));

        IEnumerable<(int Number, string Text)> Lines() =>
            _org.Requests.Single(request => request.Method == "PUT").Body.TrimEnd().Split('\n').Skip(1).Select((text, at) => (at + 1, text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2001)]
    public async Task Record_without_its_external_id_is_misuse(int count)
    {
        var records = Contacts(1, count);
        records[count / 2].Remove("Portal_Id__c");

        await _org.Client().Awaiting(it => it.UpsertAsync(records, "Portal_Id__c")).Should().ThrowAsync<ArgumentException>();

        _org.Requests.Should().BeEmpty();
    }

    private static List<SalesforceRecord> Contacts(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => new SalesforceRecord("Contact") { ["Portal_Id__c"] = $"{number}", ["LastName"] = $"Name {number}" })];

    private void EchoCollections() => _org.Echoes(HttpMethod.Patch, Collections, records => new JsonArray([.. records.Select(record =>
        (JsonNode)new JsonObject { ["id"] = $"003{record!["Portal_Id__c"]!.GetValue<string>().PadLeft(12, '0')}", ["success"] = true, ["created"] = true, ["errors"] = new JsonArray() })]));
}
