using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>One seeded host for the tests that only read.</summary>
public sealed class SeededHost : IAsyncLifetime
{
    public RunningHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
