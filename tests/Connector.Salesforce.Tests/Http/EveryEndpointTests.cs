using Connector.Salesforce.Bulk;
using Connector.Salesforce.Composite;

namespace Connector.Salesforce.Tests.Http;

/// <summary>Every endpoint meets every kind of refusal: the same typed exception everywhere, and nothing sent again that must not be.</summary>
public sealed class EveryEndpointTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string Row = $"{FakeOrg.Data}/sobjects/Contact/003000000000001AAA";
    private static readonly DateTimeOffset Since = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (int Status, string Code, string Message, Type Type, Repeats Repeats)[] Refusals =
    [
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", typeof(SalesforceLimitException), Repeats.Never),
        (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", typeof(SalesforceLimitException), Repeats.Always),
        (400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", typeof(SalesforceException), Repeats.Always),
        (503, "SERVER_UNAVAILABLE", "unavailable", typeof(SalesforceException), Repeats.WhereTwiceIsOnce),
        (500, "UNKNOWN_EXCEPTION", "An unexpected error occurred", typeof(SalesforceException), Repeats.WhereTwiceIsOnce),
        (400, "INVALID_FIELD", "No such column 'X' on entity 'Contact'", typeof(SalesforceException), Repeats.Never),
        (400, "MALFORMED_QUERY", "unexpected token: 'FRM'", typeof(SalesforceException), Repeats.Never),
        (400, "JSON_PARSER_ERROR", "Unexpected character", typeof(SalesforceException), Repeats.Never),
        (403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The users password has expired", typeof(SalesforceAuthenticationException), Repeats.Never),
        (401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API", typeof(SalesforceAuthenticationException), Repeats.Never),
        (400, "API_VERSION_UNKNOWN_TO_US", "new", typeof(SalesforceException), Repeats.Never),
    ];

    private static readonly Dictionary<string, (HttpMethod Method, string Path, Func<ISalesforceClient, Task> Call, bool TwiceIsOnce)> Endpoints = new()
    {
        ["create"] = (HttpMethod.Post, $"{FakeOrg.Data}/sobjects/Contact", client => client.Records.CreateAsync(Record()), false),
        ["get"] = (HttpMethod.Get, Row, client => client.Records.GetAsync("Contact", Contact), true),
        ["get by external id"] = (HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/Portal_Id__c/7", client => client.Records.GetByExternalIdAsync("Contact", "Portal_Id__c", "7"), true),
        ["update"] = (HttpMethod.Patch, Row, client => client.Records.UpdateAsync(Record(withId: true)), true),
        ["upsert"] = (HttpMethod.Patch, $"{FakeOrg.Data}/sobjects/Contact/Portal_Id__c/7", client => client.Records.UpsertAsync(Record(), "Portal_Id__c", "7"), true),
        ["delete"] = (HttpMethod.Delete, Row, client => client.Records.DeleteAsync("Contact", Contact), true),
        ["create many"] = (HttpMethod.Post, $"{FakeOrg.Data}/composite/sobjects", client => client.Records.CreateManyAsync([Record(), Record()]), false),
        ["update many"] = (HttpMethod.Patch, $"{FakeOrg.Data}/composite/sobjects", client => client.Records.UpdateManyAsync([Record(withId: true)]), true),
        ["upsert many"] = (HttpMethod.Patch, $"{FakeOrg.Data}/composite/sobjects/Contact/Portal_Id__c", client => client.Records.UpsertManyAsync([Record("1"), Record("2")], "Portal_Id__c"), true),
        ["delete many"] = (HttpMethod.Delete, $"{FakeOrg.Data}/composite/sobjects", client => client.Records.DeleteManyAsync([Contact]), true),
        ["retrieve"] = (HttpMethod.Post, $"{FakeOrg.Data}/composite/sobjects/Contact", client => client.Records.RetrieveAsync("Contact", [Contact], ["LastName"]), true),
        ["composite"] = (HttpMethod.Post, $"{FakeOrg.Data}/composite", client => client.Composite.SendAsync(new CompositeRequest().Create("a", Record())), false),
        ["query"] = (HttpMethod.Get, $"{FakeOrg.Data}/query", client => client.Query.QueryAsync($"SELECT Id FROM Contact").ToListAsync().AsTask(), true),
        ["queryAll"] = (HttpMethod.Get, $"{FakeOrg.Data}/queryAll", client => client.Query.QueryAllAsync($"SELECT Id FROM Contact").ToListAsync().AsTask(), true),
        ["count"] = (HttpMethod.Get, $"{FakeOrg.Data}/query", client => client.Query.CountAsync($"SELECT COUNT() FROM Contact"), true),
        ["updated"] = (HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/updated/", client => client.Query.GetUpdatedAsync("Contact", Since, Since.AddDays(1)), true),
        ["deleted"] = (HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/deleted/", client => client.Query.GetDeletedAsync("Contact", Since, Since.AddDays(1)), true),
        ["describe"] = (HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/describe", client => client.Metadata.DescribeAsync("Contact"), true),
        ["global describe"] = (HttpMethod.Get, $"{FakeOrg.Data}/sobjects/", client => client.Metadata.DescribeGlobalAsync(), true),
        ["limits"] = (HttpMethod.Get, $"{FakeOrg.Data}/limits", client => client.Metadata.GetLimitsAsync(), true),
        ["bulk ingest"] = (HttpMethod.Post, $"{FakeOrg.Data}/jobs/ingest", client => client.Bulk.IngestAsync(new BulkIngest("Contact", BulkOperation.Insert), new[] { Record() }.ToAsyncEnumerable()).ToListAsync().AsTask(), false),
        ["bulk query"] = (HttpMethod.Post, $"{FakeOrg.Data}/jobs/query", client => client.Bulk.QueryAsync($"SELECT Id FROM Contact").ToListAsync().AsTask(), false),
        ["bulk job"] = (HttpMethod.Get, $"{FakeOrg.Data}/jobs/ingest/750000000000001AAA", client => client.Bulk.GetJobAsync(BulkJobKind.Ingest, "750000000000001AAA"), true),
        ["bulk abort"] = (HttpMethod.Patch, $"{FakeOrg.Data}/jobs/query/750000000000001AAA", client => client.Bulk.AbortAsync(BulkJobKind.Query, "750000000000001AAA"), true),
    };

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public static TheoryData<string> Names => [.. Endpoints.Keys];

    public void Dispose() => _org.Dispose();

    private enum Repeats
    {
        Never,
        WhereTwiceIsOnce,
        Always,
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Endpoint_meets_every_refusal_in_the_same_way(string name)
    {
        var (method, path, call, twiceIsOnce) = Endpoints[name];
        foreach (var (status, code, message, type, repeats) in Refusals)
        {
            _org.Server.ResetMappings();
            _org.Server.ResetLogEntries();
            _org.GivesTokens().Answers(method, path, status, $$"""[{"message":"{{message}}","errorCode":"{{code}}"}]""");

            var failure = (await _org.Client().Awaiting(call).Should().ThrowAsync<SalesforceException>($"{name} meets {code}")).Which;

            failure.Should().BeOfType(type, $"{name} meets {code}");
            (failure.ErrorCode, (int?)failure.Status).Should().Be((code, status));
            failure.Message.Should().NotContain(FakeOrg.Token).And.NotContain("Secretive");
            var sent = repeats == Repeats.Always || (repeats == Repeats.WhereTwiceIsOnce && twiceIsOnce) ? 3 : 1;
            _org.Requests.Should().HaveCount(sent, $"{name} meets {code}");
            _org.Requests.Should().OnlyContain(request => request.Method == method.Method && request.Headers["Authorization"] == $"Bearer {FakeOrg.Token}");
            failure.MayHaveExecuted.Should().Be(repeats == Repeats.WhereTwiceIsOnce && method != HttpMethod.Get && name != "retrieve", $"{name} meets {code}");
        }
    }

    private static SalesforceRecord Record(string? externalId = null, bool withId = false)
    {
        var record = new SalesforceRecord("Contact") { ["LastName"] = "Secretive" };
        if (externalId is not null)
            record["Portal_Id__c"] = externalId;
        if (withId)
            record.Id = Contact;
        return record;
    }
}
