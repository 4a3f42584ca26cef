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
/// The worker: one loop folds marks; for each kind and lane one loop claims and reconciles, so that neither a slow mail server, nor a backfill,
/// nor a large batch of profiles holds up a payment. When the host stops, no more is claimed and what is under way is finished.
/// </summary>
internal sealed class SyncWorker(
    ISyncStore store, IServiceScopeFactory scopes, IEnumerable<ReconcilerRegistration> reconcilers, WakeUp wakeUp, ISyncAlerts alerts,
    IOptions<SyncEngineOptions> options, TimeProvider time, ILogger<SyncWorker> logger) : BackgroundService
{
    private readonly SyncEngineOptions _options = options.Value;
    private readonly Folder _folder = new(options.Value);
    private readonly Claimer _claimer = new(options.Value);
    private readonly Completer _completer = new(options.Value, options.Value.Random);
    private readonly CancellationTokenSource _abandon = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _abandon.CancelAfter(_options.DrainTimeout);
        await using var abandon = cancellationToken.Register(_abandon.Cancel);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.RunWorker)
            return Task.CompletedTask;

        var loops = new List<Task> { LoopAsync(FoldAsync, () => wakeUp.NextMarks, stoppingToken) };
        foreach (var kind in reconcilers.DistinctBy(registration => registration.Kind))
        {
            foreach (var lane in Enum.GetValues<Lane>())
            {
                var (ramp, isFull) = (new Ramp(_options, time, _options.Random), false);
                loops.Add(LoopAsync(async token =>
                {
                    // After a full batch there is more: it is claimed without looking.
                    var (more, full) = isFull && ramp.Wait <= TimeSpan.Zero ? await ClaimAsync(kind, lane, ramp, token) : await ReconcileAsync(kind, lane, ramp, token);
                    isFull = full;
                    return more;
                }, () => wakeUp.Next, stoppingToken));
            }
        }

        return Task.WhenAll(loops);
    }

    // A step says whether it wants to be called again at once; else at the next signal, or when it is time to look.
    private async Task LoopAsync(Func<CancellationToken, Task<bool>> step, Func<Task> signal, CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = signal();
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
                await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task<bool> FoldAsync(CancellationToken cancellationToken)
    {
        // Looking first costs a read; folding for nothing would cost a write transaction each second.
        if (!await store.ReadAsync(Folder.HasRipeAsync, cancellationToken))
            return false;

        var folded = 0;
        using (SyncTelemetry.Step("fold", 0))
            await store.WriteAsync(async (transaction, token) => folded = await _folder.FoldAsync(transaction, token), cancellationToken);

        if (folded > 0)
            wakeUp.Signal();
        return folded > 0;
    }

    private async Task<(bool More, bool IsFull)> ReconcileAsync(ReconcilerRegistration registration, Lane lane, Ramp ramp, CancellationToken cancellationToken)
    {
        var next = wakeUp.Next;
        var due = await store.ReadAsync((reading, token) => Claimer.NextDueAsync(reading, registration.Kind, lane, token), cancellationToken);
        if (due is not { } wait)
            return (false, false);
        if (wait < ramp.Wait)
            wait = ramp.Wait;
        if (wait > TimeSpan.Zero)
        {
            // Shorter than the polling interval: the quiet period's end is not rounded up to the next look.
            if (wait < _options.PollingInterval)
                await wakeUp.WaitAsync(next, wait, cancellationToken);
            return (wait < _options.PollingInterval, false);
        }

        return await ClaimAsync(registration, lane, ramp, cancellationToken);
    }

    private async Task<(bool More, bool IsFull)> ClaimAsync(ReconcilerRegistration registration, Lane lane, Ramp ramp, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var reconciler = registration.Create(scope.ServiceProvider);
        var (next, limit) = (wakeUp.Next, ramp.Limit(reconciler.MostAtOnce(lane)));
        if (limit > reconciler.MaxBatchSize
            && await store.ReadAsync((reading, token) => Gathering.IsUnderWayAsync(reading, registration.Kind, lane, limit, token), cancellationToken))
        {
            await wakeUp.WaitAsync(next, Gathering.Longest, cancellationToken);
            return (true, false);
        }

        var items = await ClaimAsync(registration.Kind, lane, limit, reconciler.MaxBatchSize, cancellationToken);
        if (items.Count == 0)
            return (false, false);

        await ReconcileAsync(reconciler, items, ramp);
        return (true, items.Count == limit);
    }

    // Many in several transactions, each with a token of its own: a save waits for a thousand at most.
    private async Task<IReadOnlyList<WorkItem>> ClaimAsync(string kind, Lane lane, int limit, int atOnce, CancellationToken cancellationToken)
    {
        var items = new List<WorkItem>();
        for (var wanted = Math.Min(limit, atOnce); wanted > 0; wanted = Math.Min(limit - items.Count, atOnce))
        {
            IReadOnlyList<WorkItem> claimed = [];
            using (SyncTelemetry.Step("claim", 0))
                await store.WriteAsync(async (transaction, token) => claimed = await _claimer.ClaimAsync(transaction, kind, lane, wanted, token), items.Count == 0 ? cancellationToken : CancellationToken.None);

            items.AddRange(claimed);
            if (claimed.Count < wanted || cancellationToken.IsCancellationRequested)
                break;
        }

        return items;
    }

    private async Task ReconcileAsync(IReconciler reconciler, IReadOnlyList<WorkItem> items, Ramp ramp)
    {
        var working = _abandon.Token;
        var batch = new WorkBatch(items, store, _completer, alerts, logger);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(working);
        var claims = items.Select(item => item.LeaseToken).Distinct().ToList();
        var renewal = RenewAsync(reconciler.Kind, claims, finished.Token);
        Failure? left = null;
        try
        {
            await reconciler.ReconcileAsync(batch, working);
            left = new Failure(FailureClass.Transient, "The reconciler ended without completing this key.");
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested)
        {
            // The host stops and waits no longer: what is left goes to the next host, at once if the store still answers.
        }
        catch (Exception exception)
        {
            logger.ReconcilerThrew(reconciler.Kind, exception);
            left = new Failure(FailureClass.Transient, $"An unexpected error ({exception.GetType().Name}) stopped it; the host's log has the details.");
        }
        finally
        {
            finished.Cancel();
            await renewal;
        }

        if (left is { } failure)
            await batch.CompleteAsync([.. batch.Open.Select(item => new Completion(item, new Outcome.Failed(failure)))], working);
        else
            await ReleaseAsync(reconciler.Kind, claims);
        ramp.Report(batch.Reached, batch.Missed);
    }

    private async Task ReleaseAsync(string kind, List<Guid> claims)
    {
        foreach (var claim in claims)
            await store.WriteAsync((transaction, token) => Claimer.ReleaseAsync(transaction, kind, claim, token), CancellationToken.None);
    }

    private async Task RenewAsync(string kind, List<Guid> claims, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.Lease / 3, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                if (cancellationToken.IsCancellationRequested)
                    return;
                foreach (var claim in claims)
                    await store.WriteAsync((transaction, inner) => _claimer.RenewAsync(transaction, kind, claim, inner), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Not renewed: the lease may run out and the work be done by another; completing it here is refused then.
                logger.StoreAway(exception);
            }
        }
    }
}
