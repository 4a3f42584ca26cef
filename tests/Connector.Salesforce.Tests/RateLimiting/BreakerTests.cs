namespace Connector.Salesforce.Tests.RateLimiting;

/// <summary>When Salesforce, or the way to it, is down, calls pause instead of piling up.</summary>
public sealed class BreakerTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string Row = $"{FakeOrg.Data}/sobjects/Contact/003000000000001AAA";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Circuit_opens_after_many_faults_sends_nothing_and_closes_by_itself()
    {
        _org.AnswersInTurn(HttpMethod.Get, Row, [.. Enumerable.Repeat((503, (string?)"[]"), 20), (200, "{}")]);
        var client = _org.Client(options => options.MaxRetries = 0);
        for (var i = 0; i < 20; i++)
            await client.Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceException>();

        var refusal = (await client.Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceTransportException>()).Which;
        refusal.Failure.Should().Be(TransportFailure.CircuitOpen);
        refusal.MayHaveExecuted.Should().BeFalse();
        refusal.IsTransient.Should().BeTrue();
        _org.Requests.Should().HaveCount(20);

        _org.Time.Advance(TimeSpan.FromSeconds(6));
        (await client.Records.GetAsync("Contact", Contact)).Should().NotBeNull();
    }

    [Fact]
    public async Task Refusals_of_single_calls_open_no_circuit()
    {
        _org.Answers(HttpMethod.Get, Row, 400, """[{"message":"no","errorCode":"INVALID_FIELD"}]""");
        var client = _org.Client();

        for (var i = 0; i < 40; i++)
            (await client.Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceException>()).Which.ErrorCode.Should().Be("INVALID_FIELD");
    }

    [Fact]
    public async Task Usage_of_every_answer_is_known_to_all_clients_of_the_org()
    {
        _org.Answers(HttpMethod.Get, Row, 200, "{}", ("Sforce-Limit-Info", "api-usage=10018/100000; api-bursts=1/750"));
        var client = _org.Client();

        client.Usage.Should().BeNull();
        await client.WithSettings(new CallSettings()).Records.GetAsync("Contact", Contact);

        client.Usage.Should().Match<Connector.Salesforce.RateLimiting.ApiUsage>(usage => usage.Used == 10018 && usage.Max == 100000 && usage.BurstMax == 750);
        _org.Calls.Should().ContainSingle().Which.Usage.Should().Be(client.Usage);
    }
}
