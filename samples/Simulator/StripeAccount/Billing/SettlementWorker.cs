using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Billing;

/// <summary>Looks every half second whether the simulator's clock has passed something that falls due.</summary>
internal sealed class SettlementWorker(AccountState state, StripeAccountOptions options, AccountAddress address, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Does at once all that is due; the caller holds the gate.</summary>
    public void Settle() => Settlement.Run(state, options, address.Uri, null, clock.GetUtcNow().ToUnixTimeSeconds());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = true;
        long? next = null;
        state.Committed += () => Volatile.Write(ref changed, true);
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(stoppingToken))
            {
                if (!Volatile.Read(ref changed) && (next is null || next > clock.GetUtcNow().ToUnixTimeSeconds()))
                    continue;
                await state.Gate.WaitAsync(stoppingToken);
                try
                {
                    Volatile.Write(ref changed, false);
                    Settle();
                    next = Settlement.Next(state, options, null);
                }
                finally
                {
                    state.Gate.Release();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is due stays due.
        }
    }
}
