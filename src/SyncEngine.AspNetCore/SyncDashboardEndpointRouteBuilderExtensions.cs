using Connector.Salesforce;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SyncEngine.AspNetCore.Dashboard;
using SyncEngine.AspNetCore.Dashboard.Audit;
using SyncEngine.AspNetCore.Dashboard.Bulk;
using SyncEngine.AspNetCore.Dashboard.Checks;
using SyncEngine.AspNetCore.Dashboard.Conflicts;
using SyncEngine.AspNetCore.Dashboard.Failures;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Inbox;
using SyncEngine.AspNetCore.Dashboard.Journal;
using SyncEngine.AspNetCore.Dashboard.Mappings;
using SyncEngine.AspNetCore.Dashboard.Matches;
using SyncEngine.AspNetCore.Dashboard.Overview;
using SyncEngine.AspNetCore.Dashboard.Records;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the control room into a site.</summary>
public static class SyncDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the control room: is everything in agreement, what failed and why, what was done with each record, and the buttons that set things right.
    /// Needs nothing else of the site; works in minimal API, MVC, Razor Pages and Blazor sites, without JavaScript and under a strict Content-Security-Policy.
    /// </summary>
    /// <remarks>
    /// Say who may enter: <c>app.MapSyncDashboard("/admin/sync").RequireAuthorization("Staff")</c>. Without a policy every address of it answers 403
    /// and the log says so when the site starts; in Development it opens from the same machine, with a warning.
    /// </remarks>
    /// <param name="endpoints">The site's endpoints.</param>
    /// <param name="path">Where it is mounted, such as <c>/admin/sync</c>.</param>
    /// <param name="configure">Changes its name, its look and its time zone.</param>
    /// <returns>All its endpoints, to require authorization of.</returns>
    public static IEndpointConventionBuilder MapSyncDashboard(this IEndpointRouteBuilder endpoints, string path, Action<SyncDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (endpoints.ServiceProvider.GetService<SyncEngine.ISyncStatus>() is null)
            throw new InvalidOperationException("MapSyncDashboard shows the engine and there is none: register it first with builder.Services.AddSyncEngine<TContext>(builder.Configuration).");

        var options = new SyncDashboardOptions();
        configure?.Invoke(options);
        var services = endpoints.ServiceProvider;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("SyncEngine.AspNetCore.Dashboard");
        var guard = new PolicyGuard(services.GetRequiredService<IHostEnvironment>(), logger);
        var group = endpoints.MapGroup(path);
        ((IEndpointConventionBuilder)group).Finally(guard.Apply);

        var routes = new DashboardRoutes(group, options, new FormProtection(services), guard, logger);
        OverviewRoom.Map(routes);
        JournalRoom.Map(routes);
        RecordRoom.Map(routes);
        FailuresRoom.Map(routes);
        ConflictsRoom.Map(routes);
        MatchesRoom.Map(routes);
        BulkRoom.Map(routes);
        MappingsRoom.Map(routes);
        ChecksRoom.Map(routes);
        InboxRoom.Map(routes);
        AuditRoom.Map(routes);
        Export.Map(routes);
        foreach (var asset in AssetStore.All)
            group.MapGet(asset.Path, asset.WriteAsync).WithDisplayName($"Sync control room {asset.Path}");

        // The forecast needs to know how the use went also while nobody looked. The client is asked for once the site runs: a faulty setting of its is
        // told by the start's own checks, not by whoever happens to need the client first.
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() =>
        {
            var salesforce = services.GetService<ISalesforceClient>();
            var samples = (services.GetService<TimeProvider>() ?? TimeProvider.System).CreateTimer(_ => options.Budget.Take(salesforce?.Usage), null, BudgetHistory.Every, BudgetHistory.Every);
            lifetime.ApplicationStopping.Register(samples.Dispose);
        });

        // Endpoints are made when they are first asked for; asking at the start tells a missing policy then, not at the first visit.
        lifetime.ApplicationStarted.Register(() => _ = services.GetService<EndpointDataSource>()?.Endpoints.Count);
        return group;
    }
}
