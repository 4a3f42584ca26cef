using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Simulator.SalesforceOrg;

namespace Simulator.Tests.SalesforceOrg;

public sealed class TokenTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly DevelopmentKey _key;
    private TestOrg _org = null!;

    public TokenTests() => _key = DevelopmentKey.LoadOrCreate(_folder.Path);

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync(configure: options =>
    {
        options.Certificates.Add(_key.CertificatePem);
        options.ConsumerSecret = "secret";
        (options.Password, options.RefreshToken) = ("password", "kept");
    });

    public async ValueTask DisposeAsync()
    {
        await _org.DisposeAsync();
        _folder.Dispose();
    }

    private string Assertion(string? issuer = null, string? subject = null, string audience = "https://login.salesforce.com", TimeSpan? expires = null, string? keyPem = null, long? expiry = null)
    {
        using var key = RSA.Create();
        key.ImportFromPem(keyPem ?? File.ReadAllText(_key.PrivateKeyPath));
        var exp = expiry ?? TimeProvider.System.GetUtcNow().Add(expires ?? TimeSpan.FromMinutes(2)).ToUnixTimeSeconds();
        var head = Base64Url.EncodeToString("""{"alg":"RS256"}"""u8);
        var claims = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = issuer ?? SalesforceOrgOptions.DefaultConsumerKey, sub = subject ?? SalesforceOrgOptions.DefaultUsername, aud = audience, exp,
        }));
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private async Task<(HttpStatusCode Status, JsonElement Json)> TokenAsync(params (string, string)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(item => KeyValuePair.Create(item.Item1, item.Item2)));
        using var response = await _org.Http.PostAsync("/services/oauth2/token", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private Task<(HttpStatusCode Status, JsonElement Json)> BearerAsync(string assertion) =>
        TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));

    private void SignIn(string token) => _org.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);

    [Fact]
    public async Task Signed_assertion_gives_a_session_that_works_until_it_is_revoked()
    {
        var (status, json) = await BearerAsync(Assertion());
        status.Should().Be(HttpStatusCode.OK);
        json.GetProperty("token_type").GetString().Should().Be("Bearer");
        json.TryGetProperty("expires_in", out _).Should().BeFalse();
        json.GetProperty("id").GetString().Should().Contain("/id/00D");
        json.GetProperty("instance_url").GetString().Should().Be(_org.Host.Address.ToString().TrimEnd('/'));

        SignIn(json.GetProperty("access_token").GetString()!);
        (await _org.GetAsync("limits")).Status.Should().Be(HttpStatusCode.OK);

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", json.GetProperty("access_token").GetString()!)]);
        (await _org.Http.PostAsync("/services/oauth2/revoke", form, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _org.GetAsync("limits")).ShouldBeError(HttpStatusCode.Unauthorized, "INVALID_SESSION_ID", "Session expired or invalid");
    }

    [Fact]
    public async Task Own_address_is_an_audience_too()
    {
        (await BearerAsync(Assertion(audience: _org.Host.Address.ToString()))).Status.Should().Be(HttpStatusCode.OK);
        (await BearerAsync(Assertion(audience: "https://test.salesforce.com"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Expiry_in_milliseconds_as_the_official_tool_sends_it_is_taken()
    {
        var now = TimeProvider.System.GetUtcNow();

        (await BearerAsync(Assertion(expiry: now.ToUnixTimeMilliseconds() + 300))).Status.Should().Be(HttpStatusCode.OK);
        (await BearerAsync(Assertion(expiry: now.AddHours(-1).ToUnixTimeMilliseconds()))).Json.GetProperty("error_description").GetString().Should().Be("expired authorization code");
    }

    [Fact]
    public async Task Bad_assertion_is_refused_for_its_reason()
    {
        using var stranger = RSA.Create(2048);
        var cases = new (string Assertion, string Error, string Description)[]
        {
            (Assertion(issuer: "someone"), "invalid_client_id", "client identifier invalid"),
            (Assertion(subject: "someone@example.org"), "invalid_grant", "user hasn't approved this consumer"),
            (Assertion(audience: "https://example.org"), "invalid_grant", "audience is invalid"),
            (Assertion(expires: TimeSpan.FromMinutes(-1)), "invalid_grant", "expired authorization code"),
            (Assertion(expires: TimeSpan.FromHours(2)), "invalid_grant", "invalid assertion"),
            (Assertion(keyPem: stranger.ExportPkcs8PrivateKeyPem()), "invalid_grant", "invalid assertion"),
            (Assertion()[..^4] + "AAAA", "invalid_grant", "invalid assertion"),
            ("not.a.token", "invalid_grant", "invalid assertion"),
        };
        foreach (var (assertion, error, description) in cases)
        {
            var (status, json) = await BearerAsync(assertion);
            status.Should().Be(HttpStatusCode.BadRequest);
            json.GetProperty("error").GetString().Should().Be(error);
            json.GetProperty("error_description").GetString().Should().Be(description);
        }
    }

    [Fact]
    public async Task Unknown_grant_type_is_unsupported()
    {
        var (status, json) = await TokenAsync(("grant_type", "nonsense"));

        status.Should().Be(HttpStatusCode.BadRequest);
        json.GetProperty("error").GetString().Should().Be("unsupported_grant_type");
    }

    [Fact]
    public async Task Client_credentials_need_the_secret()
    {
        var right = await TokenAsync(("grant_type", "client_credentials"), ("client_id", SalesforceOrgOptions.DefaultConsumerKey), ("client_secret", "secret"));
        var wrong = await TokenAsync(("grant_type", "client_credentials"), ("client_id", SalesforceOrgOptions.DefaultConsumerKey), ("client_secret", "guess"));

        right.Status.Should().Be(HttpStatusCode.OK);
        wrong.Json.GetProperty("error").GetString().Should().Be("invalid_client");
    }

    [Fact]
    public async Task Refresh_token_and_password_need_the_app_and_a_token_tells_about_itself()
    {
        var app = ("client_id", SalesforceOrgOptions.DefaultConsumerKey);
        var refreshed = await TokenAsync(("grant_type", "refresh_token"), app, ("refresh_token", "kept"));
        var expired = await TokenAsync(("grant_type", "refresh_token"), app, ("refresh_token", "old"));
        var password = await TokenAsync(("grant_type", "password"), app, ("client_secret", "secret"), ("username", SalesforceOrgOptions.DefaultUsername), ("password", "passwordTOKEN"));
        var guess = await TokenAsync(("grant_type", "password"), app, ("client_secret", "guess"), ("username", SalesforceOrgOptions.DefaultUsername), ("password", "password"));

        refreshed.Status.Should().Be(HttpStatusCode.OK);
        refreshed.Json.TryGetProperty("refresh_token", out _).Should().BeFalse();
        expired.Json.GetProperty("error_description").GetString().Should().Be("expired access/refresh token");
        password.Status.Should().Be(HttpStatusCode.OK);
        guess.Json.GetProperty("error").GetString().Should().Be("invalid_client");
        (await IntrospectAsync(refreshed.Json.GetProperty("access_token").GetString()!)).GetProperty("username").GetString().Should().Be(SalesforceOrgOptions.DefaultUsername);
        (await IntrospectAsync("nobody's")).GetProperty("active").GetBoolean().Should().BeFalse();

        async Task<JsonElement> IntrospectAsync(string token)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token), KeyValuePair.Create("client_id", SalesforceOrgOptions.DefaultConsumerKey)]);
            using var response = await _org.Http.PostAsync("/services/oauth2/introspect", form, TestContext.Current.CancellationToken);
            return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Session_ends_after_two_hours_without_use()
    {
        SignIn((await BearerAsync(Assertion())).Json.GetProperty("access_token").GetString()!);
        _org.Clock.Advance(TimeSpan.FromMinutes(100));
        (await _org.GetAsync("limits")).Status.Should().Be(HttpStatusCode.OK);
        _org.Clock.Advance(TimeSpan.FromMinutes(121));

        (await _org.GetAsync("limits")).ShouldBeError(HttpStatusCode.Unauthorized, "INVALID_SESSION_ID", "Session expired or invalid");
    }
}
