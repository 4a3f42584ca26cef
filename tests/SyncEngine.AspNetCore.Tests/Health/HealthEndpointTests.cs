using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Tests.Health;

public sealed class HealthEndpointTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly LaneStatus[] Idle = [.. Enum.GetValues<Lane>().Select(lane => new LaneStatus(lane, 0, null))];

    [Fact]
    public async Task Idle_engine_is_healthy()
    {
        var (code, body) = await AskAsync(new StubStatus(Overview()));

        code.Should().Be(HttpStatusCode.OK);
        body.GetProperty("status").GetString().Should().Be("healthy");
    }

    [Fact]
    public async Task Paused_scope_degrades_and_says_why_but_the_site_stays_in_traffic()
    {
        var pause = new ScopePause("record:Member", new Failure(FailureClass.Authentication, "Salesforce does not know the consumer key."), Now);

        var (code, body) = await AskAsync(new StubStatus(Overview() with { Pauses = [pause] }));

        code.Should().Be(HttpStatusCode.OK);
        body.GetProperty("status").GetString().Should().Be("degraded");
        body.GetProperty("checks")[0].GetProperty("reason").GetString().Should().Contain("record:Member").And.Contain("consumer key");
        body.GetProperty("checks")[0].GetProperty("paused").GetInt64().Should().Be(1);
    }

    [Theory]
    [InlineData(299, "healthy")]
    [InlineData(301, "degraded")]
    public async Task Lane_is_late_beyond_five_minutes(int ageInSeconds, string expected)
    {
        LaneStatus[] lanes = [new(Lane.Payments, 1, Now.AddSeconds(-ageInSeconds)), .. Idle.Skip(1)];

        var (_, body) = await AskAsync(new StubStatus(Overview() with { Lanes = lanes }));

        body.GetProperty("status").GetString().Should().Be(expected);
    }

    [Fact]
    public async Task Database_that_is_away_is_unhealthy_and_keeps_its_error_to_itself()
    {
        var (code, body) = await AskAsync(new StubStatus(null));

        code.Should().Be(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("status").GetString().Should().Be("unhealthy");
        body.ToString().Should().NotContain("secret");
    }

    [Fact]
    public async Task Liveness_asks_nothing_of_the_database()
    {
        var (code, body) = await AskAsync(new StubStatus(null), "/healthz/live");

        code.Should().Be(HttpStatusCode.OK);
        body.GetProperty("checks").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Other_checks_of_the_site_are_shown_with_whatever_data_they_carry()
    {
        var (_, body) = await AskAsync(new StubStatus(Overview()), "/healthz", checks => checks.AddCheck("disk", () =>
            HealthCheckResult.Healthy("Room enough.", new Dictionary<string, object> { ["free"] = "12 GB", ["percent"] = 41 })));

        var disk = body.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "disk");
        disk.GetProperty("free").GetString().Should().Be("12 GB");
        disk.GetProperty("percent").GetInt64().Should().Be(41);
    }

    private static EngineStatus Overview() => new(Now, Idle, [], 0, 0, []);

    private static async Task<(HttpStatusCode Code, JsonElement Body)> AskAsync(
        ISyncStatus status, string path = "/healthz", Action<IHealthChecksBuilder>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(status);
        var checks = builder.Services.AddHealthChecks().AddSyncEngine();
        more?.Invoke(checks);
        await using var app = builder.Build();
        app.MapSyncEngine();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    private sealed class StubStatus(EngineStatus? overview) : ISyncStatus
    {
        public Task<RecordStatus> GetAsync<TEntity>(string externalId, CancellationToken cancellationToken = default)
            where TEntity : class => throw new NotSupportedException();

        public Task<RecordStatus> GetAsync(WorkKey key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<EngineStatus> GetOverviewAsync(CancellationToken cancellationToken = default) =>
            overview is null
                ? Task.FromException<EngineStatus>(new InvalidOperationException("Host=db;Password=secret"))
                : Task.FromResult(overview);
    }
}
