using Connector.Salesforce;
using Connector.Salesforce.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Tests.Site;

/// <summary>One host of a site with the engine in it. Several may share one database.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _started;

    private TestSite(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public SyncEngineOptions Options => Services.GetRequiredService<IOptions<SyncEngineOptions>>().Value;

    public ISyncStore Store => Services.GetRequiredService<ISyncStore>();

    public ISyncMarks Marks => Services.GetRequiredService<ISyncMarks>();

    public ISyncStatus Status => Services.GetRequiredService<ISyncStatus>();

    public ISyncFailures Failures => Services.GetRequiredService<ISyncFailures>();

    public ISyncJournal Journal => Services.GetRequiredService<ISyncJournal>();

    public ISyncMatches Matches => Services.GetRequiredService<ISyncMatches>();

    public RecordedAlerts Alerts => (RecordedAlerts)Services.GetRequiredService<ISyncAlerts>();

    /// <summary>An org that nobody answers at.</summary>
    public static IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Salesforce:AccessToken"] = "none",
        ["Salesforce:InstanceUrl"] = "http://127.0.0.1:9",
        ["Salesforce:RetryDelay"] = "00:00:00.001",
    }).Build();

    /// <summary>Builds a host on the database, with its tables.</summary>
    public static async Task<TestSite> CreateAsync(
        TestDatabase database, Action<SyncEngineBuilder>? map = null, Action<IServiceCollection>? services = null, Action<SyncEngineOptions>? options = null,
        Dictionary<string, string?>? settings = null, bool pooled = false, FakeOrg? org = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(Configuration());
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        if (pooled)
            builder.Services.AddDbContextPool<SiteContext>(database.Use);
        else
            builder.Services.AddDbContext<SiteContext>(database.Use);
        builder.Services.AddSingleton<ISyncAlerts, RecordedAlerts>();
        if (org is not null)
        {
            builder.Services.AddSalesforceConnector(builder.Configuration.GetSection("Salesforce"))
                .HttpClient.ConfigurePrimaryHttpMessageHandler(() => new Passing(org));
            builder.Services.AddKeyedSingleton<ISalesforceTokens>("Salesforce", new FakeTokens());
        }

        var engine = builder.Services.AddSyncEngine<SiteContext>(builder.Configuration);
        (map ?? Standard)(engine);
        builder.Services.Configure<SyncEngineOptions>(set =>
        {
            set.Quiet = TimeSpan.Zero;
            set.PollingInterval = TimeSpan.FromMilliseconds(50);
            options?.Invoke(set);
        });
        services?.Invoke(builder.Services);

        var site = new TestSite(builder.Build());
        await site.UseAsync(context => context.Database.EnsureCreatedAsync());
        await site.Services.GetRequiredService<ISyncSchema>().InstallAsync();
        return site;
    }

    /// <summary>The mappings that most tests use.</summary>
    public static void Standard(SyncEngineBuilder engine) => engine
        .Map<Organization>("Account", m => m.Match(o => o.Name).Field(o => o.Name, "Name"))
        .Map<Member>("Contact", m => m
            .Match(x => x.Email, x => x.LastName)
            .Field(x => x.FirstName, "FirstName")
            .Field(x => x.LastName, "LastName")
            .Field(x => x.Email, "Email")
            .Parent(x => x.Organization, "Account")
            .Field(x => x.RenewalDate, "Renewal_Date__c", SyncEngine.Mapping.Direction.ToSalesforce));

    public async Task StartAsync()
    {
        _started = true;
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        _started = false;
        await _host.StopAsync();
    }

    public async Task UseAsync(Func<SiteContext, Task> use)
    {
        await using var scope = Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<SiteContext>());
    }

    public async Task<T> UseAsync<T>(Func<SiteContext, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<SiteContext>());
    }

    /// <summary>Adds entities in one save.</summary>
    public Task SaveAsync(params object[] entities) => UseAsync(async context =>
    {
        context.AddRange(entities);
        await context.SaveChangesAsync();
    });

    /// <summary>Changes a member as a page does it: loads, edits, saves.</summary>
    public Task EditAsync(Guid id, Action<Member> edit) => UseAsync(async context =>
    {
        edit(await context.Members.SingleAsync(member => member.Id == id));
        await context.SaveChangesAsync();
    });

    public Task<List<(WorkKey Key, string? Fields, string Cause)>> MarksAsync() => Store.ReadAsync((reading, token) => reading.QueryAsync(
        "SELECT key, fields, cause FROM sync_mark ORDER BY id", reader => (WorkKey.Parse(reader.GetString(0)), reader.TextOrNull(1), reader.GetString(2)), token));

    public Task ClearMarksAsync() => Store.WriteAsync((transaction, token) => transaction.ExecuteAsync("DELETE FROM sync_mark", token));

    /// <summary>Waits for a condition with a limit that no loaded machine reaches.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"Waited a minute in vain: {what}");

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Waits until no key is pending any more.</summary>
    public Task IdleAsync() => UntilAsync(async () => (await Status.GetOverviewAsync()).Lanes.Sum(lane => lane.Pending) == 0, "the ledger to be empty");

    public Task StateAsync<TEntity>(Guid id, SyncState state)
        where TEntity : class =>
        UntilAsync(async () => (await Status.GetAsync<TEntity>(id.ToString())).State == state, $"{typeof(TEntity).Name} to be {state}");

    public async ValueTask DisposeAsync()
    {
        if (_started)
            await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}

/// <summary>Hands on to an org that outlives the connector's handlers.</summary>
internal sealed class Passing(FakeOrg org) : DelegatingHandler(org)
{
    protected override void Dispose(bool disposing)
    {
        // The org is the test's.
    }
}

/// <summary>A token that says whose it is.</summary>
internal sealed class FakeTokens : ISalesforceTokens
{
    public Task<AccessToken> GetAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new AccessToken("none", new Uri("http://127.0.0.1:9"), null) { UserId = FakeOrg.IntegrationUser });

    public Task InvalidateAsync(AccessToken token, CancellationToken cancellationToken = default) => Task.CompletedTask;
}

/// <summary>Keeps what was told.</summary>
public sealed class RecordedAlerts : ISyncAlerts
{
    private readonly List<ScopePause> _pauses = [];

    public IReadOnlyList<ScopePause> Pauses
    {
        get
        {
            lock (_pauses)
                return [.. _pauses];
        }
    }

    private readonly List<SyncAlert> _raised = [];

    public IReadOnlyList<SyncAlert> Raised
    {
        get
        {
            lock (_pauses)
                return [.. _raised];
        }
    }

    public Task RaisedAsync(SyncAlert alert, CancellationToken cancellationToken = default)
    {
        lock (_pauses)
            _raised.Add(alert);
        return Task.CompletedTask;
    }

    public Task PausedAsync(ScopePause pause, CancellationToken cancellationToken = default)
    {
        lock (_pauses)
            _pauses.Add(pause);
        return Task.CompletedTask;
    }
}
