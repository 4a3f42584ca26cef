using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Journal;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Audit;

/// <summary>What staff did: every decision with who, when, before and after. It is the journal's part of it, and is kept as long.</summary>
internal static class AuditRoom
{
    public static void Map(DashboardRoutes routes) => routes.Page("/audit", async request =>
    {
        var who = request.Query("who");
        var page = await request.Get<ISyncJournal>().SearchAsync(
            new JournalQuery { Action = JournalAction.Decided, Cause = who is null ? "admin" : $"admin:{who}", After = request.Query("after") }, request.Aborted);
        var labels = await request.Get<ISyncRecords>().LabelAsync([.. page.Items.Select(entry => entry.Key).Distinct()], request.Aborted);
        return new PageView("Audit", Html.Of(
            $"""
            <form method="get" action="{request.Url("/audit")}" class="sync-search" role="search" aria-label="Audit">{Ui.Input("who", "Who", who, "search", "a staff member's id")}
            <div class="sync-actions"><button type="submit" class="sync-button">Show</button> {Ui.Link(request.Url("/audit"), "Everybody")}</div></form>
            {JournalTable.Of(request, page.Items, labels, "Nobody decided, retried, resumed or published anything yet.")}
            {Html.If(page.Next is not null, $"""<p><a class="sync-button sync-secondary" href="{request.Here(("after", page.Next))}">Older entries</a></p>""")}
            """));
    });
}
