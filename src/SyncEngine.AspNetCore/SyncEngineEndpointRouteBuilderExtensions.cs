using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using SyncEngine.AspNetCore.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the engine's endpoints into a site.</summary>
public static class SyncEngineEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/healthz</c> (is the site fit for traffic: all its health checks, 503 only when one is unhealthy) and <c>/healthz/live</c>
    /// (does the process answer: no checks). Both are JSON, anonymous, never cached, and name no person and no secret.
    /// </summary>
    /// <param name="endpoints">The site's endpoints.</param>
    /// <param name="healthPath">Where health is served. Default <c>/healthz</c>.</param>
    public static IEndpointRouteBuilder MapSyncEngine(this IEndpointRouteBuilder endpoints, string healthPath = "/healthz")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(healthPath);

        endpoints.MapHealthChecks(healthPath, new HealthCheckOptions { ResponseWriter = HealthResponse.WriteAsync }).AllowAnonymous();
        endpoints.MapHealthChecks($"{healthPath.TrimEnd('/')}/live", new HealthCheckOptions
        {
            Predicate = _ => false,
            ResponseWriter = HealthResponse.WriteAsync,
        }).AllowAnonymous();
        return endpoints;
    }
}
