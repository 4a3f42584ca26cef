using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Connector.Salesforce.Tests.Http;

/// <summary>Answers that are none: each is named, nothing is repeated that must not be, and no secret stands in any message.</summary>
public sealed class BadAnswerTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string Rows = $"{FakeOrg.Data}/sobjects/Contact";
    private static readonly string Row = $"{Rows}/003000000000001AAA";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Theory]
    [InlineData(200, "<html><body>Scheduled downtime</body></html>", TransportFailure.HtmlPage, 1)]
    [InlineData(503, "<html><body>Down, sorry</body></html>", TransportFailure.HtmlPage, 3)]
    [InlineData(403, "\n <!DOCTYPE html><html>proxy says no</html>", TransportFailure.HtmlPage, 1)]
    [InlineData(200, """{"Id":"003000000000001AAA","LastName":"Mil""", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(200, """{"Id":"003000000000001AAA","Id":"003000000000002AAA"}""", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(200, "not json", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(200, "[]", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(200, "", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(400, """{"message":"an object where an array should be"}""", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(400, """[{"message":"no code"}]""", TransportFailure.UnreadableAnswer, 1)]
    [InlineData(500, "", TransportFailure.UnreadableAnswer, 3)]
    public async Task Body_that_is_no_answer_is_named(int status, string body, TransportFailure cause, int sendings)
    {
        _org.Answers(HttpMethod.Get, Row, status, body);

        var failure = (await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceTransportException>()).Which;

        failure.Failure.Should().Be(cause);
        ((int?)failure.Status).Should().Be(status);
        failure.MayHaveExecuted.Should().BeFalse("a read changes nothing");
        failure.Message.Should().NotContain("downtime").And.NotContain("Mil");
        _org.Requests.Should().HaveCount(sendings);
    }

    [Fact]
    public async Task Redirect_to_a_sign_in_page_is_not_followed_and_names_the_host_alone()
    {
        _org.Answers(HttpMethod.Get, Row, 302, null, ("Location", "https://login.example.org/sso?one-time=code"));

        var failure = (await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceTransportException>()).Which;

        failure.Failure.Should().Be(TransportFailure.Redirected);
        failure.Message.Should().Contain("login.example.org").And.NotContain("one-time");
        failure.IsTransient.Should().BeFalse();
        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Create_whose_answer_cannot_be_read_may_have_executed_and_is_not_repeated()
    {
        _org.Answers(HttpMethod.Post, Rows, 201, """{"id":"0030000000""");

        var failure = await _org.Client().Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.MayHaveExecuted.Should().BeTrue();
        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_repeated_for_a_read()
    {
        const string Body = """{"Id":"003000000000001AAA"}""";
        await using var server = new RawServer(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{Body[..9]}",
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");

        (await Direct(server).Records.GetAsync("Contact", Contact))!.Id.Should().Be(Contact);

        server.Requests.Should().Be(2);
    }

    [Fact]
    public async Task Answer_that_breaks_off_is_not_repeated_for_a_create()
    {
        await using var server = new RawServer("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":");

        var failure = await Direct(server).Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.Failure.Should().Be(TransportFailure.ConnectionLost);
        failure.Which.MayHaveExecuted.Should().BeTrue();
        server.Requests.Should().Be(1);
    }

    [Fact]
    public async Task Server_that_hangs_up_on_a_create_may_have_executed_it()
    {
        await using var server = new RawServer((string?)null);

        var failure = await Direct(server).Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.MayHaveExecuted.Should().BeTrue();
        failure.Which.IsTransient.Should().BeTrue();
        server.Requests.Should().Be(1);
    }

    [Fact]
    public async Task Host_that_is_not_there_executed_nothing()
    {
        Uri url;
        await using (var server = new RawServer(""))
            url = server.Url;
        var client = _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", url));

        var failure = await client.Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.Failure.Should().Be(TransportFailure.NotConnected);
        failure.Which.MayHaveExecuted.Should().BeFalse();
    }

    [Fact]
    public async Task Peer_that_speaks_no_TLS_is_a_failed_handshake_and_not_transient()
    {
        await using var server = new RawServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var client = _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", new Uri($"https://127.0.0.1:{server.Url.Port}")));

        var call = client.Records.CreateAsync(new SalesforceRecord("Contact"));
        var failure = await FluentActions.Awaiting(() => call).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.Failure.Should().Be(TransportFailure.TlsFailed);
        failure.Which.MayHaveExecuted.Should().BeFalse();
        failure.Which.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task Time_out_is_named_and_a_write_may_have_executed()
    {
        await using var server = new RawServer(RawServer.Silence);
        var call = Direct(server).Records.CreateAsync(new SalesforceRecord("Contact"));
        await Wait.UntilAsync(() => server.Requests == 1);

        // The clock is ours: the call gives up as soon as it says so.
        await Wait.UntilAsync(() =>
        {
            _org.Time.Advance(TimeSpan.FromSeconds(101));
            return call.IsCompleted;
        });
        var failure = await FluentActions.Awaiting(() => call).Should().ThrowAsync<SalesforceTransportException>();

        failure.Which.Failure.Should().Be(TransportFailure.TimedOut);
        failure.Which.MayHaveExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task Cancellation_is_never_wrapped()
    {
        _org.Server.Given(Request.Create().WithPath(Row).UsingGet()).RespondWith(Response.Create().WithStatusCode(200).WithDelay(TimeSpan.FromSeconds(60)));
        using var end = new CancellationTokenSource();
        var call = _org.Client().Records.GetAsync("Contact", Contact, cancellationToken: end.Token);

        await end.CancelAsync();

        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
        _org.Calls.Should().ContainSingle().Which.Outcome.Should().Be("canceled");
    }

    [Theory]
    [InlineData("http://login.salesforce.com", "LoginUrl")]
    [InlineData("http://192.168.1.7", "LoginUrl")]
    [InlineData("ftp://localhost", "LoginUrl")]
    public void Login_without_TLS_stops_the_start(string url, string setting)
    {
        var services = _org.Services(options => options.LoginUrl = new Uri(url));

        services.Invoking(it => it.GetRequiredService<ISalesforceClient>()).Should().Throw<OptionsValidationException>()
            .WithMessage($"*{setting}*{url}*https*");
    }

    [Fact]
    public void Instance_without_TLS_stops_the_start()
    {
        var services = _org.Services(options => (options.AccessToken, options.InstanceUrl) = ("fixed-secret", new Uri("http://example.my.salesforce.com")));

        services.Invoking(it => it.GetRequiredService<ISalesforceClient>()).Should().Throw<OptionsValidationException>()
            .Which.Message.Should().Contain("InstanceUrl").And.NotContain("fixed-secret");
    }

    [Fact]
    public async Task No_secret_stands_in_any_log_or_message()
    {
        _org.AnswersInTurn(HttpMethod.Post, Rows, (401, FakeOrg.InvalidSession), (201, """{"id":"003000000000001AAA","success":true,"errors":[]}"""))
            .Answers(HttpMethod.Get, Row, 400, """[{"message":"Email 'member@example.org' is bad","errorCode":"INVALID_EMAIL_ADDRESS"}]""")
            .Answers(HttpMethod.Patch, $"{Rows}/Portal_Id__c/*", 500, "<html>");
        var client = _org.Client();
        await client.Records.CreateAsync(new SalesforceRecord("Contact") { ["LastName"] = "Confidential" });
        List<Exception> failures =
        [
            (await client.Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceException>()).Which,
            (await client.Awaiting(it => it.Records.UpsertAsync(new SalesforceRecord("Contact") { ["LastName"] = "Confidential" }, "Portal_Id__c", "private-key-7"))
                .Should().ThrowAsync<SalesforceException>()).Which,
        ];
        var assertion = System.Web.HttpUtility.ParseQueryString(_org.TokenRequests[0].Body)["assertion"]!;

        string[] secrets = [FakeOrg.Token, assertion, assertion.Split('.')[2], "Confidential", "private-key-7", "member@example.org", FakeOrg.PrivateKey[30..80]];
        foreach (var secret in secrets)
        {
            _org.Logs.Lines.Should().NotContain(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            failures.Should().NotContain(failure => failure.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase));
            _org.Calls.Should().NotContain(call => call.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase));
        }

        _org.Logs.Lines.Should().NotBeEmpty();
    }

    private ISalesforceClient Direct(RawServer server) => _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", server.Url));
}
