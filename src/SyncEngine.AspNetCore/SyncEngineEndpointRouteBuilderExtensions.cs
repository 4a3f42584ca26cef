using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncEngine.AspNetCore.Health;
using SyncEngine.AspNetCore.Webhooks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the engine's endpoints into a site.</summary>
public static class SyncEngineEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/healthz</c> (is the site fit for traffic: all its health checks, 503 only when one is unhealthy) and <c>/healthz/live</c>
    /// (does the process answer: no checks). Both are JSON, anonymous, never cached, and name no person and no secret.
    /// Where <c>SyncEngine:OutboundMessages</c> names an org and a secret, <c>POST /webhooks/salesforce/SECRET</c> takes that org's outbound messages.
    /// </summary>
    /// <param name="endpoints">The site's endpoints.</param>
    /// <param name="healthPath">Where health is served. Default <c>/healthz</c>.</param>
    /// <exception cref="InvalidOperationException"><c>SyncEngine:OutboundMessages</c> has faults; the message names each setting.</exception>
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
        MapOutboundMessages(endpoints);
        return endpoints;
    }

    private static void MapOutboundMessages(IEndpointRouteBuilder endpoints)
    {
        var options = new SalesforceMessageOptions();
        endpoints.ServiceProvider.GetService<IConfiguration>()?.GetSection("SyncEngine:OutboundMessages").Bind(options);
        if (options is { Secret: null, OrganizationId: null })
            return;

        if (options.Faults().ToList() is { Count: > 0 } faults)
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));

        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("SyncEngine.AspNetCore.Webhooks");
        endpoints.MapPost("/webhooks/salesforce/{secret}", new OutboundMessageEndpoint(options, logger).HandleAsync)
            .WithDisplayName("Salesforce outbound messages").DisableAntiforgery().AllowAnonymous();
    }
}
