using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Diagnostics;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Reconciliation;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe;

/// <summary>
/// Marks payers whose standing may have changed by the passing of time alone: a period's end, the days of grace, a reminder that is due.
/// Once a night it compares Stripe, facts and site; of several hosts one does.
/// </summary>
internal sealed class MembershipClock(
    ISyncStore store, IStripeReconciliation reconciliation, IOptions<SyncEngineOptions> engine, IOptions<StripeMembershipOptions> options, TimeProvider time, ILogger<MembershipClock> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // A host that was down all night compares the next one: it looks back far enough.
    private static readonly TimeSpan NightlyWindow = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!engine.Value.RunWorker)
            return;

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            await GuardedAsync(LookAsync, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await GuardedAsync(LookAsync, stoppingToken);
                await GuardedAsync(CompareAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task GuardedAsync(Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await look(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ClockFailed(exception);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // Looking first costs a read; taking for nothing would cost a write transaction each minute.
        if (await store.ReadAsync((reading, token) => reading.HasDueAsync(now, token), cancellationToken))
        {
            await store.WriteAsync(async (transaction, token) =>
            {
                var due = await transaction.TakeDueAsync(now, token);
                await transaction.MarkAsync([.. due.Select(owner => new MarkRequest(StripeKeys.Owner(owner), Lane.Profiles, new Cause("schedule")) { Delay = TimeSpan.Zero })], token);
            }, cancellationToken);
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ReconcileAt is not { } at)
            return;

        var now = time.GetUtcNow();
        var local = TimeZoneInfo.ConvertTime(now, options.Value.ToRules().TimeZone);
        var since = TimeOnly.FromTimeSpan(local.TimeOfDay) - at;
        if (since >= NightlyWindow)
            return;

        var night = string.Create(CultureInfo.InvariantCulture, $"night:{local - since:yyyy-MM-dd}");
        var ours = false;
        await store.WriteAsync(async (transaction, token) => ours = await transaction.ExecuteAsync(
            "INSERT INTO stripe_reconciliation (id, compared_at) VALUES (@id, @at) ON CONFLICT (id) DO NOTHING", token, ("@id", night), ("@at", now.ToUnixTimeMilliseconds())) == 1, cancellationToken);
        if (!ours)
            return;

        try
        {
            await reconciliation.RunAsync(now.AddDays(-options.Value.ReconcileDays), now, new Cause("schedule", night), cancellationToken);
        }
        catch
        {
            // Not done: the next minute tries again.
            await store.WriteAsync((transaction, token) => transaction.ExecuteAsync("DELETE FROM stripe_reconciliation WHERE id = @id", token, ("@id", night)), CancellationToken.None);
            throw;
        }
    }
}
