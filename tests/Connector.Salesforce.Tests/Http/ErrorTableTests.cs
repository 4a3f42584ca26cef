namespace Connector.Salesforce.Tests.Http;

/// <summary>Every row of Salesforce's error table: which exception, whether it may pass, and how often the call was sent.</summary>
public sealed class ErrorTableTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string Rows = $"{FakeOrg.Data}/sobjects/Contact";
    private static readonly string Row = $"{Rows}/003000000000001AAA";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Theory]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", typeof(SalesforceLimitException), true, 1)]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", typeof(SalesforceLimitException), true, 3)]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.", typeof(SalesforceLimitException), true, 3)]
    [InlineData(429, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests Limit exceeded.", typeof(SalesforceLimitException), true, 3)]
    [InlineData(429, "TOO_MANY_REQUESTS", "slow down", typeof(SalesforceLimitException), true, 3)]
    [InlineData(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: 001000000000001AAA", typeof(SalesforceException), true, 3)]
    [InlineData(500, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", typeof(SalesforceException), true, 3)]
    [InlineData(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", typeof(SalesforceException), false, 1)]
    [InlineData(400, "INVALID_FIELD", "No such column 'X' on entity 'Contact'", typeof(SalesforceException), false, 1)]
    [InlineData(400, "MALFORMED_QUERY", "unexpected token: 'FRM'", typeof(SalesforceException), false, 1)]
    [InlineData(400, "STRING_TOO_LONG", "too long", typeof(SalesforceException), false, 1)]
    [InlineData(400, "INVALID_EMAIL_ADDRESS", "Email: invalid email address", typeof(SalesforceException), false, 1)]
    [InlineData(400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for restricted picklist field", typeof(SalesforceException), false, 1)]
    [InlineData(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "no", typeof(SalesforceException), false, 1)]
    [InlineData(400, "FIELD_INTEGRITY_EXCEPTION", "no", typeof(SalesforceException), false, 1)]
    [InlineData(400, "DUPLICATE_VALUE", "duplicate value found", typeof(SalesforceException), false, 1)]
    [InlineData(400, "INSUFFICIENT_ACCESS_OR_READONLY", "no", typeof(SalesforceException), false, 1)]
    [InlineData(400, "MALFORMED_ID", "no", typeof(SalesforceException), false, 1)]
    [InlineData(400, "JSON_PARSER_ERROR", "no", typeof(SalesforceException), false, 1)]
    [InlineData(404, "NOT_FOUND", "The requested resource does not exist", typeof(SalesforceNotFoundException), false, 1)]
    [InlineData(404, "ENTITY_IS_DELETED", "entity is deleted", typeof(SalesforceNotFoundException), false, 1)]
    [InlineData(404, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", typeof(SalesforceNotFoundException), false, 1)]
    [InlineData(503, "SERVER_UNAVAILABLE", "unavailable", typeof(SalesforceException), true, 3)]
    [InlineData(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred", typeof(SalesforceException), true, 3)]
    [InlineData(502, "SERVER_UNAVAILABLE", "unavailable", typeof(SalesforceException), true, 3)]
    [InlineData(418, "BRAND_NEW_ERROR", "nobody knows it yet", typeof(SalesforceException), false, 1)]
    public async Task Row_is_its_exception_on_an_update(int status, string code, string message, Type type, bool isTransient, int sendings)
    {
        _org.Answers(HttpMethod.Patch, Row, status, Error(code, message), ("Sfdc-Request-Id", "abc123"));

        var failure = (await _org.Client().Awaiting(it => it.Records.UpdateAsync(new SalesforceRecord("Contact") { Id = Contact, ["LastName"] = "Secretive" }))
            .Should().ThrowAsync<SalesforceException>()).Which;

        failure.Should().BeOfType(type);
        failure.ErrorCode.Should().Be(code);
        failure.Errors.Should().ContainSingle().Which.Message.Should().Be(message);
        ((int?)failure.Status).Should().Be(status);
        failure.IsTransient.Should().Be(isTransient);
        failure.RequestId.Should().Be("abc123");
        failure.Message.Should().Contain(code).And.NotContain("Secretive").And.NotContain(FakeOrg.Token);
        _org.Requests.Should().HaveCount(sendings);
        _org.Calls.Should().ContainSingle().Which.Should().Match<Connector.Salesforce.Diagnostics.SalesforceCallEntry>(call => call.Outcome == code && call.Attempts == sendings);
    }

    [Theory]
    [InlineData(503, "SERVER_UNAVAILABLE", "unavailable", 1, true)]
    [InlineData(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred", 1, true)]
    [InlineData(504, "SERVER_UNAVAILABLE", "unavailable", 1, true)]
    [InlineData(400, "UNABLE_TO_LOCK_ROW", "locked", 3, false)]
    [InlineData(500, "UNABLE_TO_LOCK_ROW", "locked", 3, false)]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", 3, false)]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", 1, false)]
    public async Task Create_goes_again_only_where_nothing_was_done(int status, string code, string message, int sendings, bool mayHaveExecuted)
    {
        _org.Answers(HttpMethod.Post, Rows, status, Error(code, message));

        var failure = (await _org.Client().Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceException>()).Which;

        _org.Requests.Should().HaveCount(sendings);
        failure.MayHaveExecuted.Should().Be(mayHaveExecuted);
    }

    [Theory]
    [InlineData("TotalRequests Limit exceeded.", true)]
    [InlineData("ConcurrentPerOrgLongTxn Limit exceeded.", false)]
    [InlineData("ConcurrentRequests (Concurrent API Requests) Limit exceeded.", false)]
    public async Task Daily_and_concurrent_limits_are_told_apart(string message, bool isDaily)
    {
        _org.Answers(HttpMethod.Get, Row, 403, Error("REQUEST_LIMIT_EXCEEDED", message));

        var failure = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceLimitException>();

        failure.Which.IsDaily.Should().Be(isDaily);
    }

    [Fact]
    public async Task Fault_that_passes_is_not_seen_by_the_caller()
    {
        _org.AnswersInTurn(HttpMethod.Patch, Row, (503, Error("SERVER_UNAVAILABLE", "")), (400, Error("UNABLE_TO_LOCK_ROW", "locked")), (204, null));

        await _org.Client().Records.UpdateAsync(new SalesforceRecord("Contact") { Id = Contact, ["LastName"] = "A" });

        _org.Requests.Select(request => request.Body).Should().Equal(Enumerable.Repeat("""{"LastName":"A"}""", 3));
        _org.Calls.Should().ContainSingle().Which.Outcome.Should().Be("ok");
    }

    [Fact]
    public async Task Upsert_that_may_have_created_before_says_that_it_does_not_know()
    {
        _org.AnswersInTurn(HttpMethod.Patch, $"{Rows}/Portal_Id__c/7", (503, Error("SERVER_UNAVAILABLE", "")), (200, """{"id":"003000000000001AAA","success":true,"errors":[],"created":false}"""));

        (await _org.Client().Records.UpsertAsync(new SalesforceRecord("Contact"), "Portal_Id__c", "7")).Created.Should().BeNull();
    }

    [Fact]
    public async Task Delete_whose_first_answer_was_lost_is_done_when_the_second_finds_it_deleted()
    {
        _org.AnswersInTurn(HttpMethod.Delete, Row, (503, Error("SERVER_UNAVAILABLE", "")), (404, Error("ENTITY_IS_DELETED", "entity is deleted")));

        await _org.Client().Awaiting(it => it.Records.DeleteAsync("Contact", Contact)).Should().NotThrowAsync();
    }

    [Theory]
    [InlineData("seconds")]
    [InlineData("date")]
    public async Task Retry_after_is_handed_over_when_it_is_longer_than_a_call_waits(string form)
    {
        var header = form == "date" ? _org.Time.GetUtcNow().AddSeconds(120).ToString("R") : "120";
        _org.Answers(HttpMethod.Get, Row, 429, Error("TOO_MANY_REQUESTS", "slow down"), ("Retry-After", header));

        var failure = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceLimitException>();

        failure.Which.RetryAfter.Should().BeCloseTo(TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(2));
        _org.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("duplicateResut")]
    [InlineData("duplicateResult")]
    public async Task Duplicates_are_typed_in_both_spellings(string key)
    {
        _org.Answers(HttpMethod.Post, Rows, 400, $$$"""
            [{"{{{key}}}":{"allowSave":true,"duplicateRule":"Standard_Contact_Duplicate_Rule","duplicateRuleEntityType":"Contact","errorMessage":"Use one of these records?","matchResults":[{"entityType":"Contact","errors":[],"matchEngine":"FuzzyMatchEngine","matchRecords":[{"additionalInformation":[],"fieldDiffs":[],"matchConfidence":100.0,"record":{"attributes":{"type":"Contact","url":"/services/data/v67.0/sobjects/Contact/003000000000009AAA"},"Id":"003000000000009AAA"}}],"rule":"Standard_Contact_Match_Rule_v1_1","size":1,"success":true}]},"errorCode":"DUPLICATES_DETECTED","message":"Use one of these records?"}]
            """);

        var failure = await _org.Client().Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceDuplicatesException>();

        failure.Which.Duplicates.Should().Equal(SalesforceId.Parse("003000000000009AAA"));
        failure.Which.IsTransient.Should().BeFalse();
        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Several_errors_and_their_fields_are_all_there()
    {
        _org.Answers(HttpMethod.Post, Rows, 400,
            """[{"message":"Required fields are missing: [LastName]","errorCode":"REQUIRED_FIELD_MISSING","fields":["LastName"]},{"message":"bad","errorCode":"INVALID_EMAIL_ADDRESS","fields":["Email"]}]""");

        var failure = await _org.Client().Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceException>();

        failure.Which.Errors.Select(error => error.Code).Should().Equal("REQUIRED_FIELD_MISSING", "INVALID_EMAIL_ADDRESS");
        failure.Which.Message.Should().Contain("LastName, Email");
    }

    private static string Error(string code, string message) => $$"""[{"message":"{{message}}","errorCode":"{{code}}","fields":[]}]""";
}
