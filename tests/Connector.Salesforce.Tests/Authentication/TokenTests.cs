using System.IdentityModel.Tokens.Jwt;
using System.Security.Cryptography;
using System.Web;
using Microsoft.IdentityModel.Tokens;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Connector.Salesforce.Tests.Authentication;

public sealed class TokenTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string ContactPath = $"{FakeOrg.Data}/sobjects/Contact/003000000000001AAA";

    private readonly FakeOrg _org = new();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Assertion_is_signed_by_our_key_and_says_what_the_flow_wants()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");

        await _org.Client().Records.GetAsync("Contact", Contact);

        var request = _org.TokenRequests.Should().ContainSingle().Subject;
        request.Headers["Content-Type"].Should().StartWith("application/x-www-form-urlencoded");
        var form = HttpUtility.ParseQueryString(request.Body);
        form.AllKeys.Should().BeEquivalentTo("grant_type", "assertion");
        form["grant_type"].Should().Be("urn:ietf:params:oauth:grant-type:jwt-bearer");
        var jwt = Verified(form["assertion"]!);
        jwt.Header.Alg.Should().Be("RS256");
        jwt.Issuer.Should().Be("consumer-key");
        jwt.Subject.Should().Be("integration@example.org");
        jwt.Payload["aud"].Should().Be("https://login.salesforce.com");
        DateTimeOffset.FromUnixTimeSeconds((long)jwt.Payload.Expiration!).Should()
            .BeAfter(_org.Time.GetUtcNow()).And.BeOnOrBefore(_org.Time.GetUtcNow().AddSeconds(180));
    }

    [Fact]
    public async Task Audience_is_apart_from_the_host()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");

        await _org.Client(options => options.Audience = "https://test.salesforce.com").Records.GetAsync("Contact", Contact);

        Verified(HttpUtility.ParseQueryString(_org.TokenRequests[0].Body)["assertion"]!).Payload["aud"].Should().Be("https://test.salesforce.com");
    }

    [Fact]
    public async Task Fifty_parallel_calls_ask_for_one_token()
    {
        _org.Server.Given(Request.Create().WithPath("/services/oauth2/token").UsingPost())
            .RespondWith(Response.Create().WithStatusCode(200).WithDelay(100).WithBody(_org.TokenAnswer()));
        _org.Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");
        var client = _org.Client();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.Records.GetAsync("Contact", Contact)));

        _org.TokenRequests.Should().ContainSingle();
        _org.Requests.Should().HaveCount(50).And.OnlyContain(request => request.Headers["Authorization"] == $"Bearer {FakeOrg.Token}");
    }

    [Fact]
    public async Task Fifty_parallel_calls_share_one_refusal_and_none_is_sent_unauthenticated()
    {
        _org.Server.Given(Request.Create().WithPath("/services/oauth2/token").UsingPost())
            .RespondWith(Response.Create().WithStatusCode(400).WithDelay(100).WithBody("""{"error":"invalid_grant","error_description":"invalid assertion"}"""));
        var client = _org.Client();

        var calls = Enumerable.Range(0, 50).Select(_ => client.Records.GetAsync("Contact", Contact)).ToList();
        foreach (var call in calls)
            await FluentActions.Awaiting(() => call).Should().ThrowAsync<SalesforceAuthenticationException>();

        _org.TokenRequests.Should().ContainSingle();
        _org.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Refused_sign_in_is_tried_again_after_the_pause_and_not_before()
    {
        _org.AnswersInTurn(HttpMethod.Post, "/services/oauth2/token", (400, """{"error":"invalid_grant"}"""), (200, _org.TokenAnswer()))
            .Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");
        var client = _org.Client();

        for (var i = 0; i < 3; i++)
            await client.Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceAuthenticationException>();
        _org.TokenRequests.Should().ContainSingle();
        _org.Time.Advance(TimeSpan.FromSeconds(2));

        (await client.Records.GetAsync("Contact", Contact)).Should().NotBeNull();
    }

    [Fact]
    public async Task Expired_session_gets_one_new_token_and_one_more_try()
    {
        _org.AnswersInTurn(HttpMethod.Post, "/services/oauth2/token", (200, _org.TokenAnswer("first")), (200, _org.TokenAnswer("second")))
            .AnswersInTurn(HttpMethod.Post, $"{FakeOrg.Data}/sobjects/Contact", (401, FakeOrg.InvalidSession), (201, """{"id":"003000000000001AAA","success":true,"errors":[]}"""));

        var result = await _org.Client().Records.CreateAsync(new SalesforceRecord("Contact") { ["LastName"] = "Miller" });

        result.Id.Should().Be(Contact);
        _org.TokenRequests.Should().HaveCount(2);
        _org.Requests.Select(request => request.Headers["Authorization"]).Should().Equal("Bearer first", "Bearer second");
        _org.Requests.Select(request => request.Body).Distinct().Should().ContainSingle().Which.Should().Be("""{"LastName":"Miller"}""");
    }

    [Fact]
    public async Task Session_refused_twice_is_an_exception_and_no_loop()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, ContactPath, 401, FakeOrg.InvalidSession);

        var failure = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.ErrorCode.Should().Be("INVALID_SESSION_ID");
        failure.Which.IsTransient.Should().BeFalse();
        _org.TokenRequests.Should().HaveCount(2);
        _org.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API", "\"api\"")]
    [InlineData(403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The users password has expired", "password has expired")]
    public async Task Refusal_that_a_new_token_would_not_cure_is_not_tried_again(int status, string code, string message, string advice)
    {
        _org.GivesTokens().Answers(HttpMethod.Get, ContactPath, status, $$"""[{"message":"{{message}}","errorCode":"{{code}}"}]""");

        var failure = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.Message.Should().Contain(advice);
        _org.TokenRequests.Should().ContainSingle();
        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Token_is_used_for_its_lifetime_and_then_renewed()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");
        var client = _org.Client(options => options.TokenLifetime = TimeSpan.FromMinutes(30));

        await client.Records.GetAsync("Contact", Contact);
        _org.Time.Advance(TimeSpan.FromMinutes(29));
        await client.Records.GetAsync("Contact", Contact);
        _org.TokenRequests.Should().ContainSingle();
        _org.Time.Advance(TimeSpan.FromMinutes(1));
        await client.Records.GetAsync("Contact", Contact);

        _org.TokenRequests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Caller_who_gives_up_leaves_the_others_their_token()
    {
        _org.Server.Given(Request.Create().WithPath("/services/oauth2/token").UsingPost())
            .RespondWith(Response.Create().WithStatusCode(200).WithDelay(200).WithBody(_org.TokenAnswer()));
        _org.Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");
        var client = _org.Client();
        using var impatience = new CancellationTokenSource();

        var impatient = client.Records.GetAsync("Contact", Contact, cancellationToken: impatience.Token);
        var patient = client.Records.GetAsync("Contact", Contact);
        await impatience.CancelAsync();

        await FluentActions.Awaiting(() => impatient).Should().ThrowAsync<OperationCanceledException>();
        (await patient).Should().NotBeNull();
        _org.TokenRequests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("invalid_grant", "user hasn't approved this consumer", "Pre-authorise")]
    [InlineData("invalid_grant", "invalid assertion", "certificate")]
    [InlineData("invalid_grant", "audience is invalid", "Salesforce:Audience")]
    [InlineData("invalid_grant", "Audience validation failed", "Salesforce:Audience")]
    [InlineData("invalid_grant", "expired authorization code", "clock")]
    [InlineData("invalid_grant", "inactive user", "deactivated")]
    [InlineData("invalid_client_id", "client identifier invalid", "Salesforce:ClientId")]
    [InlineData("invalid_app_access", "user is not admin approved to access this app", "permission set")]
    [InlineData("unsupported_grant_type", "grant type not supported", "Switch on the flow")]
    [InlineData("invalid_client", "invalid client credentials", "digital signatures")]
    public async Task Token_error_says_what_to_change(string error, string description, string advice)
    {
        _org.Answers(HttpMethod.Post, "/services/oauth2/token", 400, $$"""{"error":"{{error}}","error_description":"{{description}}"}""");

        var failure = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.TokenError.Should().Be(error);
        failure.Which.Message.Should().Contain(error).And.Contain(advice);
    }

    [Theory]
    [InlineData(10, "behind Salesforce's")]
    [InlineData(-5, "ahead of Salesforce's")]
    public async Task Clock_that_is_wrong_is_named_as_the_cause(int minutes, string hint)
    {
        var date = _org.Time.GetUtcNow().AddMinutes(minutes).ToString("R");
        var server = new RawServer($"HTTP/1.1 400 Bad Request\r\nDate: {date}\r\nContent-Length: 25\r\nConnection: close\r\n\r\n{{\"error\":\"invalid_grant\"}}");
        await using (server)
        {
            var client = _org.Client(options => options.LoginUrl = server.Url);

            var failure = await client.Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceAuthenticationException>();

            failure.Which.Message.Should().Contain(hint);
        }
    }

    [Fact]
    public async Task Wrong_key_is_refused_with_the_certificate_as_the_cause()
    {
        _org.Server.Given(Request.Create().WithPath("/services/oauth2/token").UsingPost()).RespondWith(Response.Create().WithCallback(request =>
        {
            var assertion = HttpUtility.ParseQueryString(request.Body!)["assertion"]!;
            var isOurs = IsSignedBy(FakeOrg.PrivateKey, assertion);
            return new WireMock.ResponseMessage
            {
                StatusCode = isOurs ? 200 : 400,
                BodyData = new WireMock.Util.BodyData
                {
                    DetectedBodyType = WireMock.Types.BodyType.String,
                    BodyAsString = isOurs ? _org.TokenAnswer() : """{"error":"invalid_grant","error_description":"invalid assertion"}""",
                },
            };
        }));
        using var other = RSA.Create(2048);
        var client = _org.Client(options => options.PrivateKey = other.ExportPkcs8PrivateKeyPem());

        var failure = await client.Awaiting(it => it.GetInstanceUrlAsync()).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.Message.Should().Contain("upload the certificate that belongs to the private key");
        (await _org.Client().GetInstanceUrlAsync()).Should().Be(_org.Url);
    }

    [Fact]
    public async Task Token_for_a_host_without_TLS_is_not_used()
    {
        _org.Answers(HttpMethod.Post, "/services/oauth2/token", 200, """{"access_token":"x","instance_url":"http://example.org"}""");

        var failure = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.Message.Should().Contain("not HTTPS");
    }

    [Theory]
    [InlineData("<html>Sign in to the hotel's network</html>", TransportFailure.HtmlPage)]
    [InlineData("""{"access_token":"x""", TransportFailure.UnreadableAnswer)]
    [InlineData("""{"scope":"api"}""", TransportFailure.UnreadableAnswer)]
    [InlineData("[]", TransportFailure.UnreadableAnswer)]
    public async Task Answer_that_is_no_token_is_named(string body, TransportFailure failure)
    {
        _org.Answers(HttpMethod.Post, "/services/oauth2/token", 200, body);

        var thrown = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceTransportException>();

        thrown.Which.Failure.Should().Be(failure);
    }

    [Theory]
    [InlineData(503, "<html>Down for maintenance</html>", null, TransportFailure.HtmlPage, "web page")]
    [InlineData(302, "", "https://portal.example.net/sign-in?code=one-time", TransportFailure.Redirected, "portal.example.net")]
    [InlineData(500, "", null, TransportFailure.UnreadableAnswer, "empty")]
    [InlineData(400, "{\"error\":\"inva", null, TransportFailure.UnreadableAnswer, "broken off")]
    public async Task Refusal_that_is_not_Salesforces_is_named(int status, string body, string? location, TransportFailure failure, string words)
    {
        _org.Answers(HttpMethod.Post, "/services/oauth2/token", status, body, location is null ? [] : [("Location", location)]);

        var thrown = await _org.Client().Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceTransportException>();

        thrown.Which.Failure.Should().Be(failure);
        thrown.Which.Message.Should().Contain(words).And.NotContain("one-time");
        _org.Requests.Should().BeEmpty("nothing is sent without a token");
    }

    [Fact]
    public async Task Client_credentials_send_id_and_secret()
    {
        _org.GivesTokens();

        await _org.Client(options => options.ClientSecret = "app-secret").GetInstanceUrlAsync();

        _org.TokenRequests.Should().ContainSingle().Which.Body.Should().Be("grant_type=client_credentials&client_id=consumer-key&client_secret=app-secret");
    }

    [Fact]
    public async Task Fixed_token_is_sent_without_a_sign_in()
    {
        _org.Answers(HttpMethod.Get, ContactPath, 200, """{"Id":"003000000000001AAA"}""");
        var client = _org.Client(options =>
        {
            options.AccessToken = "fixed";
            options.InstanceUrl = _org.Url;
        });

        await client.Records.GetAsync("Contact", Contact);

        _org.TokenRequests.Should().BeEmpty();
        _org.Only.Headers["Authorization"].Should().Be("Bearer fixed");
    }

    private static JwtSecurityToken Verified(string assertion)
    {
        IsSignedBy(FakeOrg.PrivateKey, assertion).Should().BeTrue();
        return new JwtSecurityToken(assertion);
    }

    private static bool IsSignedBy(string pem, string assertion)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        var parts = assertion.Split('.');
        return rsa.VerifyData(
            System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
