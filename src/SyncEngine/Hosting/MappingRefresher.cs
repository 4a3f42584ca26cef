using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncEngine.Diagnostics;
using SyncEngine.Records;

namespace SyncEngine.Hosting;

/// <summary>Takes published mappings up: before the worker starts, and within seconds when another host has published one.</summary>
internal sealed class MappingRefresher(PublishedMappings published, TimeProvider time, ILogger<MappingRefresher> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    public Task StartingAsync(CancellationToken cancellationToken) => published.LoadAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await published.LoadAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.StoreAway(exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
