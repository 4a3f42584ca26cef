using Simulator.Control;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Control;

/// <summary>The account as new, with the simulator or alone.</summary>
internal sealed class AccountReset(AccountState state, StripeAccountOptions options, TimeProvider clock) : IResettable
{
    public void Reset()
    {
        state.Gate.Wait();
        try
        {
            Empty();
        }
        finally
        {
            state.Gate.Release();
        }
    }

    /// <summary>For one who holds the gate.</summary>
    public void Empty()
    {
        state.Clear();
        StripeAccountStart.Prepare(state, options, clock);
    }
}
