using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Diagnostics;
using SyncEngine.Stripe.Facts;

namespace SyncEngine.Stripe;

/// <summary>Marks payers whose standing may have changed by the passing of time alone: a period's end, the days of grace.</summary>
internal sealed class MembershipClock(ISyncStore store, IOptions<SyncEngineOptions> options, TimeProvider time, ILogger<MembershipClock> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.RunWorker)
            return;

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(async (transaction, token) =>
            {
                var due = await transaction.TakeDueAsync(time.GetUtcNow(), token);
                await transaction.MarkAsync([.. due.Select(owner => new MarkRequest(StripeKeys.Owner(owner), Lane.Profiles, new Cause("schedule")) { Delay = TimeSpan.Zero })], token);
            }, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ClockFailed(exception);
        }
    }
}
