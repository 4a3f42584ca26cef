using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Checks;

/// <summary>What runs by itself: rules that must hold with what breaks them and its repair, and the feeds, polls and sweeps with their last word.</summary>
internal static class ChecksRoom
{
    private const int Shown = 100;

    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/checks", ShowAsync);
        routes.Action("/checks/run", async (request, form) => Find(request, form["name"]) is { } rules
            ? new ActionResult(Sentences.Checked, (await rules.CheckAsync(request.Cause, request.Aborted)).Breaches.Count)
            : null);
        routes.Action("/checks/repair", async (request, form) => Find(request, form["name"]) is { } rules && form["id"].ToString() is { Length: > 0 } id
            ? new ActionResult(await rules.RepairAsync(id, request.Cause, request.Aborted) ? Sentences.Repaired : Sentences.Gone)
            : null);
        routes.Action("/checks/job", async (request, form) => form["job"].ToString() is { Length: > 0 } job
            ? new ActionResult(await request.Get<ISyncSchedule>().RunNowAsync(job, request.Cause, request.Aborted) ? Sentences.JobAsked : Sentences.Gone)
            : null);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var reports = new List<(ISyncInvariants Rules, InvariantReport? Report)>();
        foreach (var rules in request.All<ISyncInvariants>())
            reports.Add((rules, await rules.LatestAsync(request.Aborted)));
        var jobs = await request.Get<ISyncSchedule>().ListAsync(request.Aborted);
        return new PageView("Checks", Html.Of(
            $"""
            <p>What is looked at all the time, without anybody asking. A rule that is broken is repaired by itself where that can do no harm; the rest stands here.</p>
            <div id="checks" data-live>
            {Html.Each(reports, entry => Section(request, entry.Rules, entry.Report))}
            {Html.If(reports.Count == 0, $"""<p class="sync-empty">No package of this site keeps invariants. SyncEngine.Stripe does, for payments and memberships.</p>""")}
            <section aria-labelledby="jobs"><h2 id="jobs">Feeds, polls and sweeps</h2>{Jobs.Table(request, jobs, withButtons: true)}</section>
            </div>
            """));
    }

    private static Html Section(DashboardRequest request, ISyncInvariants rules, InvariantReport? report) => Html.Of(
        $"""
        <section class="sync-card"><h2>{rules.Name}</h2>
        {(report is null ? Html.Of($"<p>Not checked yet.</p>") : Html.Of($"<p>{report.Summary} Checked {request.Time(report.At)}.</p>"))}
        {Html.If(report is not null, $"""<ul class="sync-rules">{(report?.Rules ?? []).Select(rule => Rule(rule, report!.Breaches.Count(breach => breach.Rule == rule)))}</ul>""")}
        <div class="sync-actions">{request.Form("/checks/run", "Check now and repair what is safe", rules.Name, "sync-secondary", fields: ("name", rules.Name))}</div>
        {Html.If(report?.Breaches.Count > 0, $"{Breaches(request, rules, report?.Breaches ?? [])}")}</section>
        """);

    internal static Html Rule(string rule, int broken) => Html.Of($"<li>{Ui.Pill(broken == 0 ? Tone.Good : Tone.Bad, broken == 0 ? "holds" : Ui.Count(broken, "exception", "exceptions"))} {rule}</li>");

    private static Html Breaches(DashboardRequest request, ISyncInvariants rules, IReadOnlyList<InvariantBreach> breaches) => Html.Of(
        $"""
        {Ui.Table(breaches.Count > Shown ? $"The first {Shown} of {breaches.Count} exceptions" : "The exceptions", ["What", "How it came about", "Sums", "Do"], breaches.Take(Shown).Select(breach => new[]
        {
            Html.Of($"""{(breach.Link is { } link ? Html.Of($"""<a href="{link.AbsoluteUri}" rel="noreferrer">{breach.Reference}{Ui.Hidden("opens at the service")}</a>""") : Html.Of($"{breach.Reference}"))} {Html.If(breach.Key is not null, $"""<small><a href="{request.Url("/record", ("key", breach.Key?.ToString()))}">{breach.Key?.Type}{Ui.Hidden($"of {breach.Reference}")}</a></small>""")}"""),
            Html.Of($"{breach.Cause} <small>{breach.Rule}</small>"),
            breach.Sums.Count == 0 ? Html.Of($"""<span class="sync-blank">none</span>""") : Html.Each(breach.Sums, sum => Html.Of($"<div>{sum}</div>")),
            breach.Repair is { } repair ? request.Form("/checks/repair", "Repair", $"{breach.Reference}: {repair}", "sync-small", fields: [("name", rules.Name), ("id", breach.Id)]) : Html.Of($"a person decides"),
        }), "None.")}
        """);

    private static ISyncInvariants? Find(DashboardRequest request, string? name) => request.All<ISyncInvariants>().FirstOrDefault(rules => rules.Name == name);
}
