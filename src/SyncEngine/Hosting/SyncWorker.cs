using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Diagnostics;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Hosting;

/// <summary>
/// The worker: one loop folds marks; for each kind two loops claim and reconcile, one for people and money, one for bulk,
/// so that neither a slow mail server nor a backfill holds up a payment.
/// </summary>
internal sealed class SyncWorker(
    ISyncStore store, IServiceScopeFactory scopes, IEnumerable<ReconcilerRegistration> reconcilers, WakeUp wakeUp, ISyncAlerts alerts,
    IOptions<SyncEngineOptions> options, TimeProvider time, ILogger<SyncWorker> logger) : BackgroundService
{
    private readonly SyncEngineOptions _options = options.Value;
    private readonly Folder _folder = new(options.Value);
    private readonly Claimer _claimer = new(options.Value);
    private readonly Completer _completer = new(options.Value, Random.Shared);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.RunWorker)
            return Task.CompletedTask;

        var loops = new List<Task> { LoopAsync(FoldAsync, stoppingToken) };
        foreach (var kind in reconcilers)
        {
            loops.Add(LoopAsync(token => ReconcileAsync(kind, Lane.Payments, Lane.Profiles, token), stoppingToken));
            loops.Add(LoopAsync(token => ReconcileAsync(kind, Lane.Bulk, Lane.Bulk, token), stoppingToken));
        }

        return Task.WhenAll(loops);
    }

    // A step says when it wants to be called again: null for "at the next signal, or when it is time to look".
    private async Task LoopAsync(Func<CancellationToken, Task<bool>> step, CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = wakeUp.Next;
                var more = await step(stoppingToken);
                failures = 0;
                if (!more)
                    await wakeUp.WaitAsync(next, _options.PollingInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.StoreAway(exception);
                var wait = TimeSpan.FromMilliseconds(Math.Min(30_000, 250 * Math.Pow(2, Math.Min(failures++, 8))));
                await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> FoldAsync(CancellationToken cancellationToken)
    {
        // Looking first costs a read; folding for nothing would cost a write transaction each second.
        if (!await store.ReadAsync(HasMarksAsync, cancellationToken))
            return false;

        var folded = 0;
        using (SyncTelemetry.Step("fold", 0))
            await store.WriteAsync(async (transaction, token) => folded = await _folder.FoldAsync(transaction, token), cancellationToken);

        if (folded > 0)
            wakeUp.Signal();
        return folded > 0;
    }

    private static async Task<bool> HasMarksAsync(IStoreTransaction reading, CancellationToken cancellationToken) =>
        (await reading.QueryAsync("SELECT 1 FROM sync_mark LIMIT 1", _ => true, cancellationToken)).Count > 0;

    private async Task<bool> ReconcileAsync(ReconcilerRegistration registration, Lane from, Lane to, CancellationToken cancellationToken)
    {
        var due = await store.ReadAsync((reading, token) => NextDueAsync(reading, registration.Kind, from, to, token), cancellationToken);
        if (due is not { } wait)
            return false;
        if (wait > TimeSpan.Zero)
        {
            // Shorter than the polling interval: the quiet period's end is not rounded up to the next look.
            if (wait < _options.PollingInterval)
                await wakeUp.WaitAsync(wakeUp.Next, wait, cancellationToken);
            return wait < _options.PollingInterval;
        }

        await using var scope = scopes.CreateAsyncScope();
        var reconciler = registration.Create(scope.ServiceProvider);
        IReadOnlyList<WorkItem> items = [];
        using (SyncTelemetry.Step("claim", 0))
            await store.WriteAsync(async (transaction, token) => items = await _claimer.ClaimAsync(transaction, registration.Kind, from, to, reconciler.MaxBatchSize, token), cancellationToken);

        if (items.Count == 0)
            return false;

        await ReconcileAsync(reconciler, items, cancellationToken);
        return true;
    }

    private static async Task<TimeSpan?> NextDueAsync(IStoreTransaction reading, string kind, Lane from, Lane to, CancellationToken cancellationToken)
    {
        var rows = await reading.QueryAsync(
            $"""
            SELECT min(CASE WHEN state = {(int)WorkState.Leased} THEN lease_until + 1 ELSE due_at END) FROM sync_work
            WHERE kind = @kind AND lane BETWEEN @from AND @to AND state IN ({(int)WorkState.Ready}, {(int)WorkState.Leased}, {(int)WorkState.Waiting})
            AND scope NOT IN (SELECT scope FROM sync_pause WHERE probe_at > @now)
            """,
            reader => reader.TimeOrNull(0), cancellationToken,
            ("@kind", kind), ("@from", (int)from), ("@to", (int)to), ("@now", reading.Now.ToUnixTimeMilliseconds()));
        return rows.FirstOrDefault() is { } due ? due - reading.Now : null;
    }

    private async Task ReconcileAsync(IReconciler reconciler, IReadOnlyList<WorkItem> items, CancellationToken cancellationToken)
    {
        var batch = new WorkBatch(items, store, _completer, wakeUp, alerts, logger);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(items[0].LeaseToken, finished.Token);
        Failure? left = null;
        try
        {
            await reconciler.ReconcileAsync(batch, cancellationToken);
            left = new Failure(FailureClass.Transient, "The reconciler ended without completing this key.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops: the leases run out by themselves, and the keys are taken up again.
        }
        catch (Exception exception)
        {
            logger.ReconcilerThrew(reconciler.Kind, exception);
            left = new Failure(FailureClass.Transient, $"An unexpected error ({exception.GetType().Name}) stopped it; the host's log has the details.");
        }
        finally
        {
            await finished.CancelAsync();
            await renewal;
        }

        if (left is { } failure)
            await batch.CompleteAsync([.. batch.Open.Select(item => new Completion(item, new Outcome.Failed(failure)))], cancellationToken);
    }

    private async Task RenewAsync(Guid token, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.Lease / 3, time, cancellationToken);
                await store.WriteAsync((transaction, inner) => _claimer.RenewAsync(transaction, token, inner), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The batch is finished.
        }
        catch (Exception exception)
        {
            // Not renewed: the lease may run out and the work be done by another; completing it here is refused then.
            logger.StoreAway(exception);
        }
    }
}
