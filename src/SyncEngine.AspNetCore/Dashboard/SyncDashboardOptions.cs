using SyncEngine.AspNetCore.Dashboard.Overview;

namespace SyncEngine.AspNetCore.Dashboard;

/// <summary>How the control room presents itself. Everything has a default.</summary>
public sealed class SyncDashboardOptions
{
    /// <summary>The name at its top and in the browser's tab. Default <c>Sync control room</c>.</summary>
    public string Title { get; set; } = "Sync control room";

    /// <summary>Where its "back to the site" link leads; null for no link. Default <c>/</c>, under the site's path base.</summary>
    public string? HomeUrl { get; set; } = "/";

    /// <summary>
    /// A stylesheet of the site's own, loaded after the room's: it sets the variables that the package's README lists (<c>--sync-accent</c>, <c>--sync-font</c>, …).
    /// A path of the site, under its path base. Default none.
    /// </summary>
    public string? StyleSheet { get; set; }

    /// <summary>The time zone in which times are shown. Default UTC.</summary>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>The age of the oldest unanswered edit from which a lane is shown as late. Default 5 minutes.</summary>
    public TimeSpan MaxBacklogAge { get; set; } = TimeSpan.FromMinutes(5);

    internal BudgetHistory Budget { get; } = new();
}
