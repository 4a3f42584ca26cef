using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Conflicts;

/// <summary>The two queues in which something waits for a person, each with its number.</summary>
internal static class Decisions
{
    public static Html Tabs(DashboardRequest request, long conflicts, long matches) => Html.Of(
        $"""
        <nav aria-label="Decisions"><ul class="sync-tabs">{Tab(request, "/conflicts", "Conflicts", conflicts)}{Tab(request, "/matches", "Matches", matches)}</ul></nav>
        """);

    private static Html Tab(DashboardRequest request, string path, string text, long count) => Html.Of(
        $"""<li><a href="{request.Url(path)}"{Html.If(request.Path == path, $" aria-current=\"page\"")}>{text} {Ui.Pill(count > 0 ? Tone.Warning : Tone.Quiet, Ui.Count(count, "open", "open"))}</a></li>""");
}
