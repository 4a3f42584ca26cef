using System.Reflection;
using Connector.Salesforce.Authentication;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Hosting;
using SyncEngine.Ledger;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Naive;
using SyncEngine.Simulation.Org;
using SyncEngine.Simulation.Scheduling;
using SyncEngine.Simulation.Site;
using SyncEngine.Simulation.Storage;
using SyncEngine.Storage;

namespace SyncEngine.Simulation.Hosting;

/// <summary>One life of one host: the real engine with its real registrations, on the site's file and on the simulation's thread.</summary>
internal sealed class SimulatedHost : IStrandOwner, IDisposable
{
    private readonly World _world;
    private readonly StrandContext _context;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stopping = new();

    public SimulatedHost(World world, int number, int life)
    {
        (_world, Number) = (world, number);
        Name = $"host {number}.{life}";
        _context = new StrandContext(world.Scheduler, this);
        Database = new HostDatabase(world.File, () => world.Scheduler.Now, PassAsync, Die, world.Mutation?.Rewrite);
        _services = Build(new HostClock(world.Scheduler, this, world.History.Skew(number)));
    }

    public string Name { get; }

    public int Number { get; }

    public bool IsAlive { get; private set; } = true;

    public event Action? Died;

    public DateTimeOffset? StalledUntil { get; private set; }

    public HostDatabase Database { get; }

    public IServiceProvider Services => _services;

    /// <summary>Runs something of this host's, such as a member's save.</summary>
    public Task Run(Func<IServiceProvider, Task> operation) => _context.Start(async () =>
    {
        await using var scope = _services.CreateAsyncScope();
        await operation(scope.ServiceProvider);
    });

    public Task Start() => _context.Start(async () =>
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            if (service is IHostedLifecycleService lifecycle)
                await lifecycle.StartingAsync(CancellationToken.None);
        }

        // StartAsync would begin it on the thread pool. Nobody publishes mappings here.
        foreach (var service in _services.GetServices<IHostedService>().OfType<BackgroundService>().Where(service => service is not MappingRefresher))
            _ = _context.Start(() => (Task)Execute.Invoke(service, [_stopping.Token])!);
    });

    public void Stop() => _stopping.Cancel();

    public void Stall(TimeSpan time)
    {
        StalledUntil = _world.Scheduler.Now + time;
        _world.Tell($"{Name} stalls for {time}");
    }

    /// <summary>As kill -9: nothing of it runs on, and what it had not committed is gone.</summary>
    public void Die()
    {
        if (!IsAlive)
            return;

        IsAlive = false;
        Database.Dispose();
        Died?.Invoke();
        _world.Died(this);
    }

    public void Dispose()
    {
        IsAlive = false;
        Database.Dispose();
        _stopping.Dispose();
    }

    private static readonly MethodInfo Execute = typeof(BackgroundService).GetMethod("ExecuteAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;

    // A boundary: time passes, and here the host may die or its database fail.
    private Task<Doom> PassAsync(string what)
    {
        var passed = new TaskCompletionSource<Doom>();
        _world.Scheduler.At(_world.Scheduler.Now + _world.DatabaseLatency(), this, () =>
        {
            switch (_world.Boundary(this, what))
            {
                case Doom.AtBoundary:
                    Die();
                    break;
                case Doom.Error:
                    passed.SetException(new SqliteException("disk I/O error", 10));
                    break;
                case var doom:
                    passed.SetResult(doom);
                    break;
            }
        });
        return passed.Task;
    }

    private ServiceProvider Build(HostClock clock)
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_world.History.EngineSettings()).Build();
        services.AddSingleton<TimeProvider>(clock);
        services.AddDbContext<SiteContext>(options => options
            .UseSqlite(new SimulatedConnection(Database), contextOwnsConnection: true)
            .ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.UnexpectedConnectionTypeWarning)));
        services.AddSalesforceConnector(options =>
        {
            options.AccessToken = OrgWire.Token;
            options.InstanceUrl = OrgWire.Address;
            options.RetryDelay = TimeSpan.Zero;
        });
        services.AddHttpClient("Connector.Salesforce.Salesforce")
            .ConfigurePrimaryHttpMessageHandler(() => new OrgWire(_world, this))
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Insert(0, new OffContextHandler()));
        services.AddKeyedSingleton<ISalesforceTokens>("Salesforce", new SimulatedTokens(OrgWire.Address, OrgWire.Token, _world.Org.IntegrationUser));
        services.AddSingleton<ILoggerProvider>(new TraceLogger(_world, Name));
        if (_world.Naive is { } naive)
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<NaiveWorker>(provider, _world.History, naive));
            return services.BuildServiceProvider();
        }

        services.AddSingleton<WakeUp>(new SimulatedWakeUp(_world.Scheduler, this, clock));
        // A transaction is one step here: there is no lock to stand aside from, so the store sees no traffic.
        services.AddSingleton<ISyncStore>(provider => new SimulatedStore(Database, ActivatorUtilities.CreateInstance<SyncStore<SiteContext>>(provider, new SaveTraffic(clock))));
        _world.Mutation?.Configure(services);
        var engine = services.AddSyncEngine<SiteContext>(configuration);
        SiteMapping.Map(engine);
        services.Configure<SyncEngineOptions>(options =>
        {
            options.Random = new Random(_world.History.Seed + Number);
            options.BulkAbove = _world.History.BulkAbove ?? options.BulkAbove;
            if (_world.History.IsAllBulk)
                options.BulkFrom = Model.Lane.Payments;
        });
        return services.BuildServiceProvider();
    }
}
