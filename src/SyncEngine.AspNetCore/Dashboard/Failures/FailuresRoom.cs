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
        routes.Action("/failures/ignore", async (request, form) => (form["reason"].ToString().Trim(), form["group"].ToString()) switch
        {
            ({ Length: > 0 and <= 500 } reason, _) when WorkKey.TryParse(form["key"], out var one) =>
                new ActionResult(Sentences.Ignored, await request.Get<ISyncFailures>().IgnoreAsync([one], reason, request.Cause, request.Aborted)),
            ({ Length: > 0 and <= 500 } reason, { Length: > 0 } group) =>
                new ActionResult(Sentences.Ignored, await request.Get<ISyncFailures>().IgnoreGroupAsync(group, reason, request.Cause, request.Aborted), request.Url("/failures")),
            _ => null,
        });
        routes.Action("/failures/retry", async (request, form) => WorkKey.TryParse(form["key"], out var key)
            ? new ActionResult(Sentences.Retried, await request.Get<ISyncFailures>().RetryAsync(key, request.Cause, request.Aborted) ? 1 : 0)
            : null);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var groups = await request.Get<ISyncFailures>().GroupAsync(request.Aborted);
        if (request.Query("ignored") is not null)
            return new PageView("Failures that may stand", await IgnoredAsync(request));
        if (request.Query("group") is not { } id)
            return new PageView("Failures", All(request, groups, (await request.Get<ISyncStatus>().GetOverviewAsync(request.Aborted)).Ignored));

        return groups.FirstOrDefault(group => group.Id == id) is { } chosen
            ? new PageView("Failures of one cause", await OneAsync(request, chosen))
            : new PageView("Failures of one cause", Html.Of(
                $"""<p class="sync-empty">Nothing fails for this cause any more.</p><p>{Ui.Link(request.Url("/failures"), "All failures")}</p>"""));
    }

    private static Html All(DashboardRequest request, IReadOnlyList<FailureGroup> groups, long ignored) => groups.Count == 0
        ? Html.Of($"""<div id="failures" data-live><p class="sync-empty">Nothing failed, nothing waits and nothing is being tried again.</p>{MayStand(request, ignored)}</div>""")
        : Html.Of(
            $"""
            <div id="failures" data-live>{MayStand(request, ignored)}<p>{Ui.Count(groups.Sum(group => group.Count), "record does", "records do")} not get through, for {Ui.Count(groups.Count, "cause", "causes")}.
            Set the cause right, then try again; nothing is sent twice by it.</p>
            <div class="sync-actions">{request.Form("/failures/retry-all", "Try everything again", style: "sync-secondary")} <a href="{request.Url("/failures.csv")}">As CSV</a></div>
            {Html.Each(groups, group => Card(request, group, withLink: true))}</div>
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

    /// <summary>Lets failures stand, with the reason.</summary>
    internal static Html Ignore(DashboardRequest request, string summary, string about, (string Name, string? Value) which) => Html.Of(
        $"""
        <details class="sync-more"><summary>{summary}{Ui.Hidden(about)}</summary>{request.Form("/failures/ignore", "Ignore until changed", about, "sync-secondary",
            Html.Of($"""<label class="sync-field"><span>Why? <small>for the journal</small></span><input name="reason" required maxlength="500" autocomplete="off"></label>"""), which)}</details>
        """);

    private static Html MayStand(DashboardRequest request, long ignored) => Html.If(ignored > 0,
        $"""<p><a href="{request.Url("/failures", ("ignored", "1"))}">{Ui.Count(ignored, "failure", "failures")} that somebody said may stand</a></p>""");

    private static async Task<Html> IgnoredAsync(DashboardRequest request)
    {
        var page = await request.Get<ISyncFailures>().ListAsync(SyncState.Ignored, PageSize, request.Query("after"), request.Aborted);
        var labels = await request.Get<ISyncRecords>().LabelAsync([.. page.Items.Select(work => work.Key)], request.Aborted);
        return Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/failures"), "All failures")}</p><p>Each is tried again when one side changes the record, or when somebody syncs it. Who said so, and why, stands in the record's story.</p>
            {Ui.Table("The records", ["Record", "Why it failed", "Since", "Do"], page.Items.Select(work => new[]
            {
                Ui.Link(request.Url("/record", ("key", work.Key.ToString())), labels.GetValueOrDefault(work.Key, work.Key.Id)), Html.Of($"{work.Failure.Reason}"), request.Time(work.Since),
                request.Form("/record/sync", "Sync now", labels.GetValueOrDefault(work.Key, work.Key.Id), "sync-small", fields: ("key", work.Key.ToString())),
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
            {Html.If(group.State != SyncState.NeedsDecision, $"{Ignore(request, group.Count == 1 ? "It may stand as it is" : "They may stand as they are", group.Failure.Reason, ("group", group.Id))}")}
            </section>
            """);
    }
}
