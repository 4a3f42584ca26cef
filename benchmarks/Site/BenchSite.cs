using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncEngine.Storage;

namespace Benchmarks.Site;

/// <summary>A site's host with its database, its tables installed, and the worker running once it is started.</summary>
internal sealed class BenchSite : IAsyncDisposable
{
    private readonly IHost _host;

    private BenchSite(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    /// <summary>Builds the site and its tables; the worker does not run yet.</summary>
    public static async Task<BenchSite> CreateAsync(
        Action<DbContextOptionsBuilder> database, Action<SyncEngineBuilder> engine, Uri? salesforce, Dictionary<string, string?>? settings = null, CancellationToken cancellationToken = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Salesforce:AccessToken"] = "00D5e000001AbCd!benchmark",
            ["Salesforce:InstanceUrl"] = (salesforce ?? new Uri("http://127.0.0.1:9")).ToString(),
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddDbContext<BenchContext>(database);
        engine(builder.Services.AddSyncEngine<BenchContext>(builder.Configuration));
        var host = builder.Build();
        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<BenchContext>().Database.EnsureCreatedAsync(cancellationToken);
        await host.Services.GetRequiredService<ISyncSchema>().InstallAsync(cancellationToken);
        return new BenchSite(host);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    public static BenchMember NewMember(int number) => new()
    {
        Id = new Guid(SHA256.HashData(BitConverter.GetBytes(number)).AsSpan(0, 16)),
        FirstName = "Ada",
        LastName = $"Member{number}",
        Email = $"member{number}@example.org",
        Phone = "555-0100",
    };
}
