using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Schedules;

namespace SyncEngine.Inbound;

/// <summary>Runs a site's feed as a job: on one host, with its position kept, started again when it ends.</summary>
internal sealed class FeedJob(string name, Func<IServiceProvider, IRemoteChangeFeed> create, IServiceScopeFactory scopes, RemoteChanges changes) : ISyncJob
{
    public string Name => $"feed:{name}";

    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) => now;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await create(scope.ServiceProvider).RunAsync(new Sink(run, changes), cancellationToken);
    }

    private sealed class Sink(JobRun run, RemoteChanges changes) : IRemoteChangeSink
    {
        public string? Position => run.Position;

        public async Task NoticeAsync(IReadOnlyCollection<RemoteChangeNotice> notices, string position, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(notices);
            ArgumentNullException.ThrowIfNull(position);
            var marks = await changes.MarksForAsync(notices, "event", cancellationToken);
            await run.SaveAsync(position, (transaction, token) => transaction.MarkAsync(marks, token), cancellationToken);
        }

        public Task ResyncAsync(string? remoteObject, string reason, CancellationToken cancellationToken = default) => changes.ResyncAsync(remoteObject, reason, cancellationToken);
    }
}
