using System.Text.Json.Nodes;

namespace Connector.Salesforce.Tests.Records;

/// <summary>sObject Collections: splitting, order, results by index, and which rows go again.</summary>
public sealed class CollectionsContractTests : IDisposable
{
    private static readonly string Root = $"{FakeOrg.Data}/composite/sobjects";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Create_sends_attributes_and_all_or_none()
    {
        _org.Answers(HttpMethod.Post, Root, 200, """[{"id":"001000000000001AAA","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [LastName]","fields":["LastName"]}]}]""");

        var results = await _org.Client().Records.CreateManyAsync(
            [new SalesforceRecord("Account") { ["Name"] = "A" }, new SalesforceRecord("Contact") { ["FirstName"] = "B" }]);

        _org.Only.Body.Should().Be("""{"allOrNone":false,"records":[{"attributes":{"type":"Account"},"Name":"A"},{"attributes":{"type":"Contact"},"FirstName":"B"}]}""");
        results[0].Should().BeEquivalentTo(new SaveResult(SalesforceId.Parse("001000000000001AAA"), true, null, []));
        results[1].Success.Should().BeFalse();
        results[1].Errors.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new SalesforceError("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ["LastName"]));
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(200, new[] { 200 })]
    [InlineData(201, new[] { 200, 1 })]
    [InlineData(450, new[] { 200, 200, 50 })]
    public async Task Upsert_is_split_by_200_and_answers_by_index(int count, int[] calls)
    {
        _org.Echoes(HttpMethod.Patch, $"{Root}/Contact/Portal_Id__c", records => new JsonArray([.. records.Select(record =>
            (JsonNode)new JsonObject { ["id"] = $"003{record!["Portal_Id__c"]!.GetValue<string>().PadLeft(12, '0')}", ["success"] = true, ["created"] = true, ["errors"] = new JsonArray() })]));

        var results = await _org.Client().Records.UpsertManyAsync(
            [.. Enumerable.Range(0, count).Select(index => new SalesforceRecord("Contact") { ["Portal_Id__c"] = $"{index}" })], "Portal_Id__c");

        _org.Requests.Select(request => JsonNode.Parse(request.Body)!["records"]!.AsArray().Count).Should().Equal(calls);
        results.Select(result => result.Id!.Value.Value[..15]).Should().Equal(Enumerable.Range(0, count).Select(index => $"003{index:D12}"));
        results.Should().OnlyContain(result => result.Success && result.Created == true);
    }

    [Fact]
    public async Task Upsert_of_many_keeps_the_external_id_in_the_body_and_leaves_the_id_out()
    {
        _org.Answers(HttpMethod.Patch, $"{Root}/Contact/Portal_Id__c", 200, """[{"id":"003000000000001AAA","success":true,"created":false,"errors":[]}]""");

        await _org.Client().Records.UpsertManyAsync(
            [new SalesforceRecord("Contact") { Id = SalesforceId.Parse("003000000000001AAA"), ["Portal_Id__c"] = "7", ["Phone"] = null }], "Portal_Id__c");

        _org.Only.Body.Should().Be("""{"allOrNone":false,"records":[{"attributes":{"type":"Contact"},"Portal_Id__c":"7","Phone":null}]}""");
    }

    [Fact]
    public async Task Update_carries_the_ids()
    {
        _org.Answers(HttpMethod.Patch, Root, 200, """[{"id":"003000000000001AAA","success":true,"errors":[]}]""");

        await _org.Client().Records.UpdateManyAsync([new SalesforceRecord("Contact") { Id = SalesforceId.Parse("003000000000001AAA"), ["LastName"] = "B" }]);

        _org.Only.Body.Should().Be("""{"allOrNone":false,"records":[{"attributes":{"type":"Contact"},"Id":"003000000000001AAA","LastName":"B"}]}""");
    }

    [Fact]
    public async Task Delete_names_the_ids_in_the_URL_200_a_call()
    {
        var ids = Enumerable.Range(0, 201).Select(index => SalesforceId.Parse($"003{index:D12}")).ToList();
        var turn = 0;
        _org.AnswersWith(HttpMethod.Delete, Root, _ => new JsonArray([.. ids.Skip(turn++ * 200).Take(200).Select(id =>
            (JsonNode)new JsonObject { ["id"] = id.Value, ["success"] = true, ["errors"] = new JsonArray() })]).ToJsonString());

        var results = await _org.Client().Records.DeleteManyAsync(ids);

        results.Select(result => result.Id!.Value).Should().Equal(ids);
        _org.Requests[0].Query.Should().Be($"?ids={string.Join(',', ids.Take(200))}&allOrNone=false");
        _org.Requests[1].Query.Should().Be($"?ids={ids[200]}&allOrNone=false");
    }

    [Fact]
    public async Task Retrieve_takes_2000_a_call_and_gives_null_for_what_is_not_there()
    {
        var ids = Enumerable.Range(0, 2001).Select(index => SalesforceId.Parse($"003{index:D12}")).ToList();
        _org.AnswersWith(HttpMethod.Post, $"{Root}/Contact", request => new JsonArray([.. JsonNode.Parse(request.Body!)!["ids"]!.AsArray().Select(id =>
            id!.GetValue<string>().StartsWith("003000000000007", StringComparison.Ordinal)
                ? null
                : (JsonNode?)new JsonObject { ["attributes"] = new JsonObject { ["type"] = "Contact" }, ["Id"] = id.GetValue<string>(), ["LastName"] = "A" })]).ToJsonString());

        var records = await _org.Client().Records.RetrieveAsync("Contact", ids, ["LastName"]);

        _org.Requests.Select(request => JsonNode.Parse(request.Body)!["ids"]!.AsArray().Count).Should().Equal(2000, 1);
        JsonNode.Parse(_org.Requests[1].Body)!.ToJsonString().Should().Be($$"""{"ids":["{{ids[2000]}}"],"fields":["LastName"]}""");
        records.Should().HaveCount(2001);
        records[7].Should().BeNull();
        records[8]!.Id.Should().Be(ids[8]);
    }

    [Fact]
    public async Task More_than_ten_runs_of_one_object_are_split()
    {
        _org.Echoes(HttpMethod.Post, Root, records => new JsonArray([.. records.Select(_ => (JsonNode)new JsonObject { ["id"] = "001000000000001AAA", ["success"] = true, ["errors"] = new JsonArray() })]));

        await _org.Client().Records.CreateManyAsync([.. Enumerable.Range(0, 12).Select(index => new SalesforceRecord(index % 2 == 0 ? "Account" : "Contact") { ["Name"] = $"{index}" })]);

        _org.Requests.Select(request => JsonNode.Parse(request.Body)!["records"]!.AsArray().Count).Should().Equal(10, 2);
    }

    [Fact]
    public async Task Only_the_rows_with_a_row_lock_go_again()
    {
        _org.AnswersInTurn(HttpMethod.Post, Root,
            (200, """[{"id":"003000000000001AAA","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access to this record or 1 records: 001000000000001AAA","fields":[]}]},{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"too long","fields":["LastName"]}]}]"""),
            (200, """[{"id":"003000000000002AAA","success":true,"errors":[]}]"""));

        var results = await _org.Client().Records.CreateManyAsync(
            [.. new[] { "A", "B", "C" }.Select(name => new SalesforceRecord("Contact") { ["LastName"] = name })]);

        _org.Requests.Should().HaveCount(2);
        _org.Requests[1].Body.Should().Be("""{"allOrNone":false,"records":[{"attributes":{"type":"Contact"},"LastName":"B"}]}""");
        results.Select(result => result.Success).Should().Equal(true, true, false);
        results[1].Id!.Value.Value.Should().Be("003000000000002AAA");
    }

    [Fact]
    public async Task Row_that_went_again_and_whose_answer_is_lost_has_no_result()
    {
        _org.AnswersInTurn(HttpMethod.Post, Root,
            (200, """[{"id":"003000000000001AAA","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"locked","fields":[]}]},{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"too long","fields":["LastName"]}]}]"""),
            (200, "<html>gateway</html>"));

        var failure = await _org.Client().Awaiting(it => it.Records.CreateManyAsync([.. new[] { "A", "B", "C" }.Select(name => new SalesforceRecord("Contact") { ["LastName"] = name })]))
            .Should().ThrowAsync<SalesforcePartialBatchException>();

        failure.Which.Results.Select(result => result?.Success).Should().Equal(true, null, false);
        failure.Which.MayHaveExecuted.Should().BeTrue("it may have been carried out the second time, and the refusal says nothing of that");
    }

    [Fact]
    public async Task Row_lock_that_stays_is_a_result_after_the_retries()
    {
        _org.Answers(HttpMethod.Post, Root, 200, """[{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"locked","fields":[]}]}]""");

        var results = await _org.Client(options => options.MaxRetries = 2).Records.CreateManyAsync([new SalesforceRecord("Contact") { ["LastName"] = "A" }]);

        results.Should().ContainSingle().Which.Errors[0].Code.Should().Be("UNABLE_TO_LOCK_ROW");
        _org.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task All_or_none_is_one_call_and_its_rollback_is_a_result()
    {
        _org.Answers(HttpMethod.Post, Root, 200, """[{"success":false,"errors":[{"statusCode":"ALL_OR_NONE_OPERATION_ROLLED_BACK","message":"Record rolled back because not all records were valid and the request was using AllOrNone header","fields":[]}]},{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"locked","fields":[]}]}]""");
        var client = _org.Client().WithSettings(new CallSettings { AllOrNone = true });

        var results = await client.Records.CreateManyAsync([new SalesforceRecord("Contact") { ["LastName"] = "A" }, new SalesforceRecord("Contact") { ["LastName"] = "B" }]);
        await client.Awaiting(it => it.Records.CreateManyAsync([.. Enumerable.Repeat(new SalesforceRecord("Contact"), 201)])).Should().ThrowAsync<ArgumentException>();

        results.Select(result => result.Errors[0].Code).Should().Equal("ALL_OR_NONE_OPERATION_ROLLED_BACK", "UNABLE_TO_LOCK_ROW");
        _org.Only.Body.Should().StartWith("""{"allOrNone":true,""");
    }

    [Fact]
    public async Task Call_that_fails_in_the_middle_tells_what_the_calls_before_it_did()
    {
        var turn = 0;
        _org.AnswersWith(HttpMethod.Post, Root, _ => turn++ == 0
            ? new JsonArray([.. Enumerable.Range(0, 200).Select(_ => (JsonNode)new JsonObject { ["id"] = "003000000000001AAA", ["success"] = true, ["errors"] = new JsonArray() })]).ToJsonString()
            : "<html>gateway</html>");

        var failure = await _org.Client().Awaiting(it => it.Records.CreateManyAsync([.. Enumerable.Repeat(new SalesforceRecord("Contact") { ["LastName"] = "A" }, 300)]))
            .Should().ThrowAsync<SalesforcePartialBatchException>();

        failure.Which.Results.Take(200).Should().OnlyContain(result => result!.Success);
        failure.Which.Results.Skip(200).Should().HaveCount(100).And.OnlyContain(result => result == null);
        failure.Which.MayHaveExecuted.Should().BeTrue();
        failure.Which.InnerException.Should().BeOfType<SalesforceTransportException>().Which.Failure.Should().Be(TransportFailure.HtmlPage);
    }

    [Fact]
    public async Task Answer_with_another_number_of_rows_is_not_matched_by_guess()
    {
        _org.Answers(HttpMethod.Post, Root, 200, """[{"id":"003000000000001AAA","success":true,"errors":[]}]""");

        var failure = await _org.Client().Awaiting(it => it.Records.CreateManyAsync([new SalesforceRecord("Contact"), new SalesforceRecord("Contact")]))
            .Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.MayHaveExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task Empty_list_sends_nothing()
    {
        var records = _org.Client().Records;

        (await records.CreateManyAsync([])).Should().BeEmpty();
        (await records.UpsertManyAsync([], "Portal_Id__c")).Should().BeEmpty();
        (await records.DeleteManyAsync([])).Should().BeEmpty();
        (await records.RetrieveAsync("Contact", [], ["Id"])).Should().BeEmpty();

        _org.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("duplicateResut")]
    [InlineData("duplicateResult")]
    public async Task Duplicates_of_a_row_come_with_their_ids(string key)
    {
        _org.Answers(HttpMethod.Post, Root, 200,
            $$$"""[{"success":false,"errors":[{"statusCode":"DUPLICATES_DETECTED","message":"Use one of these records?","fields":[],"{{{key}}}":{"allowSave":true,"matchResults":[{"matchRecords":[{"record":{"Id":"003000000000009AAA"}}]}]}}]}]""");

        var results = await _org.Client().Records.CreateManyAsync([new SalesforceRecord("Contact")]);

        results[0].Errors[0].Duplicates.Should().Equal(SalesforceId.Parse("003000000000009AAA"));
    }
}
