using SyncEngine.AspNetCore.Dashboard.Checks;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Overview;

/// <summary>The first page: are we in agreement, and if not, what is in the way.</summary>
internal static class OverviewRoom
{
    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/", ShowAsync);
        routes.Action("/resume", async (request, form) => form["scope"].ToString() is { Length: > 0 } scope
            ? new ActionResult(await request.Get<ISyncFailures>().ResumeAsync(scope, request.Cause, request.Aborted) ? Sentences.Resumed : Sentences.Gone)
            : null);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var status = await request.Get<ISyncStatus>().GetOverviewAsync(request.Aborted);
        var verdict = Verdict.Of(status, request.Options.MaxBacklogAge);
        var conflicts = await request.Get<ISyncConflicts>().CountAsync(request.Aborted);
        var jobs = await request.Get<ISyncSchedule>().ListAsync(request.Aborted);
        var invariants = await InvariantsAsync(request);
        var activity = await Activity.ShowAsync(request, status.At);
        return new PageView("Overview", Html.Of(
            $"""
            <div id="overview" data-live>
            <section class="sync-verdict sync-{verdict.Name}" aria-labelledby="verdict">
            <h2 id="verdict">{verdict.Title}</h2><p>{verdict.Text}</p>
            {Ui.Figures(
                ("linked records", Html.Of($"{status.Mappings.Sum(mapping => mapping.Linked)}")), ("waiting", Html.Of($"{status.Lanes.Sum(lane => lane.Pending)}")),
                ("failed", Html.Of($"{status.Failed}")), ("need a decision", Html.Of($"{status.NeedsDecision}")))}
            <p class="sync-links">{Html.If(status.Failed > 0, $"""<a href="{request.Url("/failures")}">{Ui.Count(status.Failed, "failure", "failures")}</a>""")}
            {Html.If(status.NeedsDecision > 0, $"""<a href="{request.Url(conflicts > 0 ? "/conflicts" : "/matches")}">{Ui.Count(status.NeedsDecision, "decision", "decisions")} to make</a>""")}
            {Html.If(status.Ignored > 0, $"""<a href="{request.Url("/failures", ("ignored", "1"))}">{Ui.Count(status.Ignored, "failure", "failures")} that may stand</a>""")}</p>
            <p><small>By the database's clock: {request.Time(status.At)}</small></p>
            </section>
            {Html.Each(status.Pauses, pause => Pause(request, pause))}
            <section aria-labelledby="mappings"><h2 id="mappings">How fresh each mapping is</h2>{Mappings(request, status)}</section>
            <section aria-labelledby="lanes"><h2 id="lanes">What waits</h2>{Lanes(request, status)}</section>
            {invariants}
            <section aria-labelledby="feeds"><h2 id="feeds">Feeds, polls and sweeps</h2>{Jobs.Table(request, jobs, withButtons: false)}</section>
            {activity}
            {Budget.Show(request)}
            </div>
            """));
    }

    private static async Task<Html> InvariantsAsync(DashboardRequest request)
    {
        var cards = new List<Html>();
        foreach (var rules in request.All<ISyncInvariants>())
        {
            var report = await rules.LatestAsync(request.Aborted);
            cards.Add(Html.Of(
                $"""
                <div class="sync-card"><h3>{rules.Name}</h3>{(report is null ? Html.Of($"<p>Not checked yet.</p>") : Html.Of($"""
                    <ul class="sync-rules">{report.Rules.Select(rule => ChecksRoom.Rule(rule, report.Breaches.Count(breach => breach.Rule == rule)))}</ul><p><small>Checked {request.Time(report.At)}</small></p>
                    """))}
                <p>{Ui.Link(request.Url("/checks"), report?.Breaches.Count > 0 ? "The exceptions and their repairs" : "Check now")}</p></div>
                """));
        }

        return Html.If(cards.Count > 0, $"""<section aria-labelledby="invariants"><h2 id="invariants">What must hold</h2>{cards}</section>""");
    }

    private static Html Pause(DashboardRequest request, ScopePause pause) => Ui.Panel(Tone.Bad, $"{ScopeName(pause.Scope)} is paused", Html.Of(
        $"""
        <p>{pause.Failure.Reason}</p>{Html.If(pause.Failure.Hint is not null, $"<p><strong>What to do:</strong> {pause.Failure.Hint}</p>")}
        <p>Since {request.Time(pause.Since)}. What was saved waits, and nothing is lost; it is tried again by itself.</p>
        {request.Form("/resume", "Resume now", ScopeName(pause.Scope), fields: ("scope", pause.Scope))}
        """));

    private static Html Mappings(DashboardRequest request, EngineStatus status) => Ui.Table(
        "Mappings, parents before children",
        ["Mapping", "In Salesforce", new("Linked", true), "Last came to agree", new("Waiting", true), new("Failed", true)],
        status.Mappings.Select(mapping => new[]
        {
            Ui.Link(request.Url("/journal", ("scope", "record:" + mapping.Mapping)), mapping.Mapping),
            Html.Of($"{mapping.RemoteObject}"),
            Html.Of($"{mapping.Linked}"),
            request.Time(mapping.LastSyncedAt),
            mapping.Pending == 0 ? Html.Of($"0") : Ui.Pill(Tone.Busy, Ui.Count(mapping.Pending, "record", "records")),
            mapping.Failed == 0 ? Html.Of($"0") : Html.Of($"""<a href="{request.Url("/failures")}">{Ui.Pill(Tone.Bad, Ui.Count(mapping.Failed, "record", "records"))}</a>"""),
        }),
        "No mapping is declared.");

    private static Html Lanes(DashboardRequest request, EngineStatus status) => Ui.Table(
        "Lanes, the most urgent first",
        ["Lane", new("Waiting", true), "The oldest since"],
        status.Lanes.Select(lane => new[]
        {
            Html.Of($"{Words.For(lane.Lane)}"),
            Html.Of($"{lane.Pending}"),
            lane.OldestMarkAt is not { } oldest ? Html.Of($"""<span class="sync-blank">nothing waits</span>""")
                : status.At - oldest > request.Options.MaxBacklogAge ? Html.Of($"{request.Time(oldest)} {Ui.Pill(Tone.Warning, "Late")}")
                : request.Time(oldest),
        }),
        "There is no lane.");

    internal static string ScopeName(string scope) => scope == "*" ? "Everything to Salesforce" : scope.StartsWith("record:", StringComparison.Ordinal) ? scope[7..] : scope;
}
