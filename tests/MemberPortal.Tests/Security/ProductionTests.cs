using MemberPortal.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MemberPortal.Tests.Security;

/// <summary>What only a portal in Production does: TLS alone, cookies that travel by nothing else, and none of Development's doors.</summary>
public sealed class ProductionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("production-").FullName;
    private PortalHost _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.BuildAsync(Settings);
        _portal.App.MapGet("/falls-over", IResult () => throw new InvalidOperationException("hush-hush")).AllowAnonymous();
        _portal.App.UseEndpoints(_ => { });
    }

    private string[] Settings =>
    [
        "--environment=Production", $"--contentRoot={RunningPortal.Project}", $"--Portal:DataPath={_folder}", "--Portal:PublicUrl=https://members.example.org", "--Mail:Host=mail.example.org", "--urls=http://127.0.0.1:0", "--https_port=443",
        "--Salesforce:ClientId=key", "--Salesforce:Username=integration@example.org", "--Salesforce:ClientSecret=secret", "--Salesforce:LoginUrl=https://example.my.salesforce.com",
        "--Stripe:ApiKey=rk_test_1", "--Logging:LogLevel:Default=None",
    ];

    [Theory]
    [InlineData(CookieNames.Session, "__Host-longtable")]
    [InlineData(CookieNames.SecondStep, null)]
    public void Cookie_travels_by_TLS_alone(string scheme, string? name)
    {
        var cookie = _portal.App.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme).Cookie;

        cookie.SecurePolicy.Should().Be(CookieSecurePolicy.Always);
        cookie.HttpOnly.Should().BeTrue();
        if (name is not null)
            cookie.Name.Should().Be(name);
    }

    [Fact]
    public void Antiforgery_cookie_travels_by_TLS_alone() =>
        _portal.App.Services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.SecurePolicy.Should().Be(CookieSecurePolicy.Always);

    [Fact]
    public async Task Answer_by_TLS_says_so_for_a_year()
    {
        var answer = await AskAsync("https", "/css/tokens.css");

        answer.Headers.StrictTransportSecurity.ToString().Should().Contain("max-age=31536000").And.Contain("includeSubDomains");
    }

    [Fact]
    public async Task Question_without_TLS_is_led_to_TLS()
    {
        var answer = await AskAsync("http", "/sign-in");

        answer.StatusCode.Should().Be(StatusCodes.Status307TemporaryRedirect);
        answer.Headers.Location.ToString().Should().StartWith("https://members.example.org/");
    }

    [Fact]
    public async Task Fault_of_ours_is_a_kind_page_that_tells_no_secret()
    {
        using var body = new MemoryStream();

        var answer = await AskAsync("https", "/falls-over", body);

        answer.StatusCode.Should().Be(StatusCodes.Status500InternalServerError);
        System.Text.Encoding.UTF8.GetString(body.ToArray()).Should().Contain("Something broke on our side.").And.NotContain("hush-hush");
    }

    [Fact]
    public void Captured_mail_is_no_address_of_it() => ((IEndpointRouteBuilder)_portal.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Should().NotContain(endpoint => endpoint.RoutePattern.RawText!.Contains("mail.json", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Through the whole pipeline, without a port.
    private async Task<HttpResponse> AskAsync(string scheme, string path, Stream? body = null)
    {
        var pipeline = ((IApplicationBuilder)_portal.App).Build();
        await using var scope = _portal.App.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = ("GET", scheme, new HostString("members.example.org"), path);
        context.Response.Body = body ?? Stream.Null;
        await pipeline(context);
        return context.Response;
    }

    private static class CookieNames
    {
        public const string Session = "Identity.Application";
        public const string SecondStep = "Identity.TwoFactorUserId";
    }
}
