using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Who gets in, and what is refused at the door.</summary>
public sealed partial class DoorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anonymous_visitor_is_challenged_and_a_member_is_forbidden_everywhere()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        using var anonymous = await host.ClientAsync(role: null);
        using var member = await host.ClientAsync("Member");
        var paths = Routes(host, "GET");

        paths.Should().HaveCountGreaterThan(20);
        foreach (var path in paths)
        {
            using var challenged = await anonymous.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            using var forbidden = await member.GetAsync(new Uri(path, UriKind.Relative), Cancel);

            challenged.StatusCode.Should().Be(HttpStatusCode.Redirect, path);
            challenged.Headers.Location!.AbsolutePath.Should().Be("/Account/Login", path);
            forbidden.Headers.Location!.AbsolutePath.Should().Be("/Account/AccessDenied", path);
            (await challenged.Content.ReadAsStringAsync(Cancel)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Post_without_its_token_is_refused_everywhere_and_changes_nothing()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        using var staff = await host.ClientAsync();
        var before = await host.App.Services.GetRequiredService<ISyncStatus>().GetOverviewAsync(Cancel);
        var told = await ToldAsync(host);
        var paths = Routes(host, "POST");

        paths.Should().HaveCountGreaterThan(20);
        foreach (var path in paths)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["key"] = Seed.Key(Seed.Failed[0]).ToString(), ["scope"] = "record:Person", ["remote"] = "003000000000002AAA", ["group"] = "x", ["id"] = Seed.Run.ToString(), ["reason"] = "x", ["sure"] = "on", ["name"] = "Person",
            });
            using var answer = await staff.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
            using var json = await staff.PostAsync(new Uri(path, UriKind.Relative), new StringContent("{}"), Cancel);

            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, path);
            json.StatusCode.Should().Be(HttpStatusCode.BadRequest, path);
            (await answer.Content.ReadAsStringAsync(Cancel)).Should().Contain("Nothing was changed");
        }

        (await host.App.Services.GetRequiredService<ISyncStatus>().GetOverviewAsync(Cancel)).Should().BeEquivalentTo(before, options => options.Excluding(status => status.At));
        (await ToldAsync(host)).Should().Be(told);
        host.App.Services.GetRequiredService<Elsewhere>().Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Form_with_its_token_and_nothing_else_is_refused_plainly_everywhere()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        using var staff = await host.ClientAsync();

        foreach (var path in Routes(host, "POST").Where(path => !path.EndsWith("/retry-all", StringComparison.Ordinal)))
        {
            using var empty = await staff.PostFormAsync("/admin/sync/failures", path);
            using var garbage = await staff.PostFormAsync("/admin/sync/failures", path, ("key", "a:b"), ("id", "x"), ("group", ""), ("fields", "99999999"), ("rows", "-1"), ("which", "x"), ("mapping", "x"), ("name", "x"), ("then", "x"), ("rule", "x"));

            empty.StatusCode.Should().Be(HttpStatusCode.BadRequest, path);
            garbage.StatusCode.Should().Be(HttpStatusCode.BadRequest, path);
        }
    }

    internal static List<string> Routes(RunningHost host, string method) =>
    [
        .. host.App.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/admin/sync", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()!.HttpMethods.Contains(method))
            .Select(endpoint => endpoint.RoutePattern.RawText!),
    ];

    private static async Task<int> ToldAsync(RunningHost host) =>
        (await host.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Action = JournalAction.Decided }, Cancel)).Items.Count;

    [Fact]
    public async Task Token_of_another_person_is_refused()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);
        using var staff = await host.ClientAsync();
        using var thief = await host.ClientAsync();
        var token = Token().Match(await staff.GetStringAsync(new Uri("/admin/sync/failures", UriKind.Relative), Cancel)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token });

        using var answer = await thief.PostAsync(new Uri("/admin/sync/failures/retry-all", UriKind.Relative), form, Cancel);

        token.Should().NotBeEmpty();
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("Production", "none", HttpStatusCode.Forbidden)]
    [InlineData("Staging", "none", HttpStatusCode.Forbidden)]
    [InlineData("Production", "anonymous", HttpStatusCode.Forbidden)]
    [InlineData("Development", "none", HttpStatusCode.OK)]
    public async Task Room_without_a_policy_opens_in_Development_only(string environment, string policy, HttpStatusCode expected)
    {
        using var log = new RecordedLog();
        await using var app = Build(environment, log);
        var room = app.MapSyncDashboard("/sync");
        if (policy == "anonymous")
            room.RequireAuthorization().AllowAnonymous();
        app.MapGet("/", () => "the site");
        await app.StartAsync(Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var toldAtStart = log.Messages.Any(message => message.Contains("authorization policy", StringComparison.Ordinal));
        using var answer = await client.GetAsync(new Uri("/sync", UriKind.Relative), Cancel);
        using var style = await client.GetAsync(new Uri("/sync/journal", UriKind.Relative), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        toldAtStart.Should().BeTrue("a missing policy is told when the site starts");
        answer.StatusCode.Should().Be(expected);
        style.StatusCode.Should().Be(expected);
        text.Should().Contain("RequireAuthorization");
        (await client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel)).Should().Be("the site", "the rest of the site works");
    }

    [Fact]
    public async Task Policy_of_an_outer_group_counts()
    {
        using var log = new RecordedLog();
        await using var app = Build("Production", log);
        app.MapGroup("/staff").RequireAuthorization(new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build()).MapSyncDashboard("/sync");
        await app.StartAsync(Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var text = await client.GetStringAsync(new Uri("/staff/sync", UriKind.Relative), Cancel);

        text.Should().Contain("href=\"/staff/sync/journal\"").And.NotContain("no authorization policy");
        log.Messages.Should().BeEmpty();
    }

    [Theory]
    [InlineData("mvc")]
    [InlineData("pages")]
    [InlineData("components")]
    public async Task Room_works_beside_each_of_the_frameworks_with_the_sites_own_antiforgery(string framework)
    {
        using var log = new RecordedLog();
        await using var app = Build("Production", log, services =>
        {
            if (framework == "mvc")
                services.AddControllersWithViews(options => options.Filters.Add(new Microsoft.AspNetCore.Mvc.AutoValidateAntiforgeryTokenAttribute()));
            else if (framework == "pages")
                services.AddRazorPages();
            else
                services.AddRazorComponents();
        });
        app.UseStaticFiles();
        app.UseRouting();
        app.UseAuthorization();
        if (framework == "components")
            app.UseAntiforgery();
        if (framework == "mvc")
            app.MapDefaultControllerRoute();
        else if (framework == "pages")
            app.MapRazorPages();
        app.MapSyncDashboard("/sync").RequireAuthorization(policy => policy.RequireAssertion(_ => true));
        await app.StartAsync(Cancel);
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };

        var page = await client.GetStringAsync(new Uri("/sync/bulk", UriKind.Relative), Cancel);
        var style = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/sync/assets/[^\"]+css)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value), ["mapping"] = "Person", ["which"] = "all",
        });
        using var started = await client.PostAsync(new Uri("/sync/bulk/start", UriKind.Relative), form, Cancel);

        (await client.GetAsync(new Uri(style, UriKind.Relative), Cancel)).StatusCode.Should().Be(HttpStatusCode.OK);
        started.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await client.GetStringAsync(started.Headers.Location, Cancel)).Should().Contain("Dry run of Person");
    }

    [Fact]
    public async Task Room_without_an_engine_says_what_is_missing()
    {
        await using var app = WebApplication.CreateBuilder().Build();

        var map = () => app.MapSyncDashboard("/sync");

        map.Should().Throw<InvalidOperationException>().WithMessage("*AddSyncEngine*");
    }

    private static WebApplication Build(string environment, RecordedLog log, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration["SyncEngine:RunWorker"] = "false";
        builder.Configuration["Salesforce:AccessToken"] = "none";
        builder.Configuration["Salesforce:InstanceUrl"] = "http://127.0.0.1:9";
        var database = Path.Combine(Path.GetTempPath(), $"sync-door-{Guid.NewGuid():N}.db");
        builder.Services.AddDbContext<PeopleContext>(options => options.UseSqlite($"Data Source={database};Pooling=False"));
        builder.Services.AddSyncEngine<PeopleContext>(builder.Configuration).Map<Person>("Contact", map => map.Field(x => x.Name, "LastName"));
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        builder.Services.AddAuthorization();
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.Lifetime.ApplicationStopped.Register(() => File.Delete(database));
        return app;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    internal static partial Regex Token();

    /// <summary>Keeps the control room's own messages.</summary>
    private sealed class RecordedLog : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _messages = [];

        public IReadOnlyCollection<string> Messages => _messages;

        public ILogger CreateLogger(string categoryName) => categoryName == "SyncEngine.AspNetCore.Dashboard" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _messages.Enqueue(formatter(state, exception));

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
