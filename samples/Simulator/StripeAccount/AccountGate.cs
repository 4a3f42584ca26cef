using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount;

/// <summary>Runs one piece of work on the account for a page or for the control API: all of it, or none.</summary>
internal sealed class AccountGate(AccountState state, StripeAccountOptions options, TimeProvider clock)
{
    public async Task<T> WorkAsync<T>(HttpContext context, Func<Work, T> act)
    {
        await state.Gate.WaitAsync(context.RequestAborted);
        try
        {
            var work = new Work(state, options, clock.GetUtcNow()) { Address = new Uri($"{context.Request.Scheme}://{context.Request.Host}") };
            try
            {
                var result = act(work);
                work.Commit();
                return result;
            }
            catch (Wire.StripeError error) when (error.KeepsWork)
            {
                work.Commit();
                throw;
            }
            catch
            {
                work.Rollback();
                throw;
            }
        }
        finally
        {
            state.Gate.Release();
        }
    }
}
