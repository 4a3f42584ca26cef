using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>
/// Serves nothing of the room where nobody said who may enter it. Development is the exception, from the same machine only, with a warning on each page.
/// </summary>
internal sealed class PolicyGuard(IHostEnvironment environment, ILogger logger)
{
    public const string Refusal =
        "The sync control room is not served: it was mapped without an authorization policy. "
        + "Say who may enter: app.MapSyncDashboard(\"…\").RequireAuthorization(\"Staff\"). Only in the Development environment, from the same machine, it opens without one.";

    private int _told;

    /// <summary>Whether the room stands open because this is Development.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Runs last, when all that the site added to the endpoint is known.</summary>
    public void Apply(EndpointBuilder endpoint)
    {
        var isGuarded = endpoint.Metadata.Any(item => item is IAuthorizeData or AuthorizationPolicy) && !endpoint.Metadata.Any(item => item is IAllowAnonymous);
        if (isGuarded)
            return;

        IsOpen = environment.IsDevelopment();
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            if (IsOpen)
                logger.OpenInDevelopment();
            else
                logger.Refused(Refusal);
        }

        var served = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = IsOpen
            ? context => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) ? served(context) : RefuseAsync(context)
            : RefuseAsync;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(Refusal, context.RequestAborted);
    }
}
