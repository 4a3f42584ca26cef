using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Schedules;
using SyncEngine.Storage;

namespace SyncEngine.Inbound;

/// <summary>Runs a site's feed as a job: on one host, with its position kept, started again when it ends.</summary>
internal sealed class FeedJob(string name, Func<IServiceProvider, IRemoteChangeFeed> create, IServiceScopeFactory scopes, RemoteChanges changes) : ISyncJob
{
    public string Name => NameOf(name);

    public static string NameOf(string feed) => $"feed:{feed}";

    public DateTimeOffset? Next(DateTimeOffset now, bool isFirst) => now;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await create(scope.ServiceProvider).RunAsync(new Sink(Name, run, changes), cancellationToken);
    }

    private sealed class Sink(string job, JobRun run, RemoteChanges changes) : IRemoteChangeSink
    {
        public string? Position => run.Position;

        public async Task NoticeAsync(IReadOnlyCollection<RemoteChangeNotice> notices, string position, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(notices);
            ArgumentNullException.ThrowIfNull(position);
            var marks = await changes.MarksForAsync(notices, "event", cancellationToken);
            await run.SaveAsync(position, async (transaction, token) =>
            {
                // A feed does not end: each word of it, a keep-alive too, shows that it lives.
                await transaction.ExecuteAsync("UPDATE sync_job SET last_ok_at = @now WHERE name = @name", token, ("@now", transaction.Now.ToUnixTimeMilliseconds()), ("@name", job));
                await transaction.MarkAsync(marks, token);
            }, cancellationToken);
        }

        public Task ResyncAsync(string? remoteObject, string reason, CancellationToken cancellationToken = default) => changes.ResyncAsync(remoteObject, reason, cancellationToken);
    }
}
