using SyncEngine.Simulation.Scheduling;

namespace SyncEngine.Simulation.Org;

/// <summary>The outermost HTTP handler.</summary>
internal sealed class OffContextHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        OffContext.Run(() => base.SendAsync(request, cancellationToken));
}
