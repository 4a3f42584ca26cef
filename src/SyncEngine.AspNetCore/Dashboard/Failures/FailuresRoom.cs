using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.AspNetCore.Dashboard.Overview;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Failures;

/// <summary>What does not get through, by cause: why, what to do, and another try for one, for all of a cause, or for everything.</summary>
internal static class FailuresRoom
{
    private const int PageSize = 50;

    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/failures", ShowAsync);
        routes.Action("/failures/retry-all", async (request, _) =>
            new ActionResult(Sentences.Retried, await request.Get<ISyncFailures>().RetryAllAsync(null, request.Cause, request.Aborted), request.Url("/failures")));
        routes.Action("/failures/retry-group", async (request, form) => form["group"].ToString() is { Length: > 0 } group
            ? new ActionResult(Sentences.Retried, await request.Get<ISyncFailures>().RetryGroupAsync(group, request.Cause, request.Aborted), request.Url("/failures"))
            : null);
        routes.Action("/failures/retry", async (request, form) => WorkKey.TryParse(form["key"], out var key)
            ? new ActionResult(Sentences.Retried, await request.Get<ISyncFailures>().RetryAsync(key, request.Cause, request.Aborted) ? 1 : 0)
            : null);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var groups = await request.Get<ISyncFailures>().GroupAsync(request.Aborted);
        if (request.Query("group") is not { } id)
            return new PageView("Failures", All(request, groups));

        return groups.FirstOrDefault(group => group.Id == id) is { } chosen
            ? new PageView("Failures of one cause", await OneAsync(request, chosen))
            : new PageView("Failures of one cause", Html.Of(
                $"""<p class="sync-empty">Nothing fails for this cause any more.</p><p>{Ui.Link(request.Url("/failures"), "All failures")}</p>"""));
    }

    private static Html All(DashboardRequest request, IReadOnlyList<FailureGroup> groups) => groups.Count == 0
        ? Html.Of($"""<p class="sync-empty">Nothing failed, nothing waits and nothing is being tried again.</p>""")
        : Html.Of(
            $"""
            <p>{Ui.Count(groups.Sum(group => group.Count), "record does", "records do")} not get through, for {Ui.Count(groups.Count, "cause", "causes")}.
            Set the cause right, then try again; nothing is sent twice by it.</p>
            <div class="sync-actions">{request.Form("/failures/retry-all", "Try everything again", style: "sync-secondary")}</div>
            <div id="failures" data-live>{Html.Each(groups, group => Card(request, group, withLink: true))}</div>
            """);

    private static async Task<Html> OneAsync(DashboardRequest request, FailureGroup group)
    {
        var page = await request.Get<ISyncFailures>().ListGroupAsync(group.Id, PageSize, request.Query("after"), request.Aborted);
        var labels = await request.Get<ISyncRecords>().LabelAsync([.. page.Items.Select(work => work.Key)], request.Aborted);
        return Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/failures"), "All failures")}</p>
            {Card(request, group, withLink: false)}
            {Ui.Table("The records", ["Record", new("Tries", true), "Waits since", "Next try", "Do"], page.Items.Select(work => new[]
            {
                Ui.Link(request.Url("/record", ("key", work.Key.ToString())), labels.GetValueOrDefault(work.Key, work.Key.Id)),
                Html.Of($"{work.Attempts}"),
                request.Time(work.Since),
                work.WaitingOn is { } parent ? Html.Of($"""when {Ui.Link(request.Url("/record", ("key", parent.ToString())), $"{parent.Type} {parent.Id}")} is done""")
                    : work.NextAttemptAt is null ? Html.Of($"not by itself") : request.Time(work.NextAttemptAt),
                request.Form("/failures/retry", "Try again", labels.GetValueOrDefault(work.Key, work.Key.Id), "sync-small", fields: ("key", work.Key.ToString())),
            }), "None is left.")}
            {Html.If(page.Next is not null, $"""<p><a class="sync-button sync-secondary" href="{request.Here(("after", page.Next))}">More records</a></p>""")}
            """);
    }

    private static Html Card(DashboardRequest request, FailureGroup group, bool withLink)
    {
        var (tone, state) = Words.For(group.State);
        return Html.Of(
            $"""
            <section class="sync-card">
            <h2>{group.Failure.Reason}</h2>
            <p>{Ui.Pill(tone, state)} {Ui.Pill(Tone.Quiet, Words.For(group.Failure.Class))}</p>
            {Html.If(group.Failure.Hint is not null, $"<p><strong>What to do:</strong> {group.Failure.Hint}</p>")}
            {Ui.Facts(
                ("Records", Html.Of($"{Ui.Count(group.Count, "record", "records")} of {OverviewRoom.ScopeName(group.Scope)}")),
                ("Oldest", request.Time(group.Oldest)),
                ("Field", Html.Of($"{group.Failure.Field}")),
                ("Salesforce's code", Html.If(group.Failure.Code is not null, $"<code>{group.Failure.Code}</code>")))}
            <div class="sync-actions">{Html.If(group.State == SyncState.NeedsDecision, $"""<a class="sync-button" href="{request.Url("/matches")}">Decide</a>""")}
            {request.Form("/failures/retry-group", $"Try {(group.Count == 1 ? "it" : $"these {group.Count}")} again", group.Failure.Reason, group.State == SyncState.NeedsDecision ? "sync-secondary" : null, fields: ("group", group.Id))}
            {Html.If(withLink, $"""<a href="{request.Url("/failures", ("group", group.Id))}">Show the {(group.Count == 1 ? "record" : "records")}{Ui.Hidden(group.Failure.Reason)}</a>""")}</div>
            </section>
            """);
    }
}
