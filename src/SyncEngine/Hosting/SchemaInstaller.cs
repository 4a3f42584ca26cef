using Microsoft.Extensions.Hosting;
using SyncEngine.Storage;

namespace SyncEngine.Hosting;

/// <summary>Installs the tables before anything of the host starts, the worker and the web server included.</summary>
internal sealed class SchemaInstaller(ISyncSchema schema) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => schema.InstallAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
