using System.Data.Common;
using System.Reflection;
using Benchmarks.Site;
using Connector.Salesforce;
using Connector.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Webhooks;

/// <summary>Webhooks verified, stored with their marks and answered, on a host that takes webhooks alone and on one whose reconcilers work meanwhile; beside a bare endpoint that does one INSERT.</summary>
internal sealed class WebhooksBenchmark : IBenchmark
{
    // In turns, so that what else the machine does meets all three alike; the figures are the medians.
    private const int Rounds = 5;

    public string Name => "webhooks";

    public string Description => "webhooks verified, stored and answered per second beside one bare INSERT, on SQLite and PostgreSQL, with 16 connections";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 1_000 : 10_000;
        using var scratch = new Scratch();
        await CompareAsync(report, "sqlite", options => options.UseSqlite(scratch.Sqlite("site.db")),
            () => new Microsoft.Data.Sqlite.SqliteConnection(scratch.Sqlite("bare.db")), "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", count, cancellationToken);

        await using var postgres = await PostgresCluster.StartAsync(cancellationToken);
        await CompareAsync(report, "postgres", options => options.UseNpgsql(postgres.Connection("site")),
            () => new Npgsql.NpgsqlConnection(postgres.Connection("bare")), null, count, cancellationToken);
    }

    private static async Task CompareAsync(
        Report report, string database, Action<DbContextOptionsBuilder> site, Func<DbConnection> bare, string? prepare, int count, CancellationToken cancellationToken)
    {
        // One sequence of events: none of them has been delivered before.
        var deliveries = new Deliveries();
        var (bares, alone, working) = (new Rates(), new Rates(), new Rates());
        for (var round = 0; round < Rounds; round++)
        {
            bares.Add(await MeasureAsync(deliveries, await BareAsync(bare, prepare, cancellationToken), count, cancellationToken));
            alone.Add(await MeasureAsync(deliveries, await SiteAsync(site, reconciles: false, cancellationToken), count, cancellationToken));
            working.Add(await MeasureAsync(deliveries, await SiteAsync(site, reconciles: true, cancellationToken), count, cancellationToken));
        }

        var ((floor, floorP99), (ours, _), (meanwhile, p99)) = (bares.Median, alone.Median, working.Median);
        report.Row($"webhooks_per_s_{database}", ours);
        report.Row($"bare_per_s_{database}", floor);
        report.Row($"ratio_to_bare_{database}", ours / floor);
        report.Row($"webhooks_per_s_while_reconciling_{database}", meanwhile);
        report.Row($"ratio_to_bare_while_reconciling_{database}", meanwhile / floor);
        report.Row($"p99_ms_{database}", p99);
        report.Row($"bare_p99_ms_{database}", floorP99);
    }

    private static async Task<(double PerSecond, double P99Milliseconds)> MeasureAsync(Deliveries deliveries, WebApplication app, int count, CancellationToken cancellationToken)
    {
        await using (app)
        {
            await app.StartAsync(cancellationToken);
            var url = new Uri(new Uri(app.Urls.First()), "/webhooks/stripe");
            await deliveries.SendAsync(url, count / 5, cancellationToken);
            return await deliveries.SendAsync(url, count, cancellationToken);
        }
    }

    private static async Task<WebApplication> SiteAsync(Action<DbContextOptionsBuilder> database, bool reconciles, CancellationToken cancellationToken)
    {
        var builder = Builder();
        builder.Configuration["SyncEngine:RunWorker"] = reconciles ? "true" : "false";
        builder.Services.AddSingleton(DispatchProxy.Create<ISalesforceClient, Unused>());
        builder.Services.AddSingleton<IStripeConnector, NobodysAccount>();
        builder.Services.Configure<StripeConnectorOptions>(options =>
        {
            options.ApiKey = "sk_test_benchmark";
            options.WebhookSecrets.Add(Deliveries.Secret);
        });
        builder.Services.AddDbContext<BenchContext>(database);
        builder.Services.AddSyncEngine<BenchContext>(builder.Configuration).AddStripeMemberships<BenchMember>();
        var app = builder.Build();
        app.MapStripeWebhook();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<BenchContext>().Database.EnsureCreatedAsync(cancellationToken);
        return app;
    }

    // No signature, no mark, no look at what is in it: the body goes into a row, and 200 comes back.
    private static async Task<WebApplication> BareAsync(Func<DbConnection> open, string? prepare, CancellationToken cancellationToken)
    {
        await using (var connection = await OpenAsync(open, prepare, cancellationToken))
            await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS event (id varchar(40) NOT NULL PRIMARY KEY, body text NOT NULL)", null, cancellationToken);

        var app = Builder().Build();
        app.MapPost("/webhooks/stripe", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            await using var connection = await OpenAsync(open, prepare, context.RequestAborted);
            await ExecuteAsync(connection, "INSERT INTO event (id, body) VALUES (@id, @body)", body, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        return app;
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }

    private static async Task<DbConnection> OpenAsync(Func<DbConnection> open, string? prepare, CancellationToken cancellationToken)
    {
        var connection = open();
        await connection.OpenAsync(cancellationToken);
        if (prepare is not null)
            await ExecuteAsync(connection, prepare, null, cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, string? body, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (body is not null)
        {
            foreach (var (name, value) in new[] { ("@id", Guid.NewGuid().ToString("N")), ("@body", body) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Rates
    {
        private readonly List<(double PerSecond, double P99Milliseconds)> _rounds = [];

        public (double PerSecond, double P99Milliseconds) Median => (Middle(_rounds.Select(round => round.PerSecond)), Middle(_rounds.Select(round => round.P99Milliseconds)));

        public void Add((double PerSecond, double P99Milliseconds) round) => _rounds.Add(round);

        private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
    }

    /// <summary>Nothing here goes to Salesforce.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxy derives from it at run time.")]
    public class Unused : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
