using Connector.Salesforce.Authentication;

namespace SyncEngine.Simulation.Hosting;

/// <summary>A token that is always there; one that was refused is replaced by the next.</summary>
internal sealed class SimulatedTokens(Uri instance, string token, string userId) : ISalesforceTokens
{
    public int Invalidated { get; private set; }

    public Task<AccessToken> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(new AccessToken(token, instance, null) { UserId = userId });

    public Task InvalidateAsync(AccessToken token, CancellationToken cancellationToken = default)
    {
        Invalidated++;
        return Task.CompletedTask;
    }
}
