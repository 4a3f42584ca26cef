using Connector.Salesforce;
using SyncEngine.AspNetCore.Dashboard.Failures;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Journal;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Mapping;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Records;

/// <summary>One record: where it stands, both sides field by field, its whole story, and "sync now".</summary>
internal static class RecordRoom
{
    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/record", ShowAsync);
        routes.Page("/field", FieldStory.ShowAsync);
        routes.Page("/decision", DecisionView.ShowAsync);
        routes.Raw("/decision.json", DecisionView.ExportAsync);
        RecordActions.Map(routes);
        routes.Raw("/salesforce", request => OpenAsync(routes, request));
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        if (!WorkKey.TryParse(request.Query("key"), out var key) || key.Kind == "admin")
            return new PageView("No such record", Html.Of($"""<p>The address names no record. {Ui.Link(request.Url("/journal"), "Search the journal")}</p>"""), 404);

        var compare = request.Query("compare") is not null;
        var status = await request.Get<ISyncStatus>().GetAsync(key, request.Aborted);
        var journal = await request.Get<ISyncJournal>().SearchAsync(new JournalQuery { Key = key, After = request.Query("after") }, request.Aborted);
        var (details, unread) = await ReadAsync(request, key, compare);
        var links = new List<(string Text, Uri Address)>();
        foreach (var elsewhere in request.All<ISyncLinks>())
            links.AddRange(await elsewhere.FindAsync(key, request.Aborted));
        if (details is null && status.State == SyncState.Unknown && journal.Items.Count == 0 && links.Count == 0)
            return new PageView("No such record", Html.Of($"""<p>Nothing is known of <code>{key.ToString()}</code>. {Ui.Link(request.Url("/journal"), "Search the journal")}</p>"""), 404);

        var conflicts = await request.Get<ISyncConflicts>().FindAsync(key, request.Aborted);
        var fails = status.State is SyncState.Failed or SyncState.Retrying or SyncState.Waiting;
        return new PageView(details?.Label ?? $"{key.Type} {key.Id}", Html.Of(
            $"""
            <div id="standing" data-live>{Standing(request, key, status, details, links)}</div>
            <div class="sync-actions">{request.Form("/record/sync", "Sync now", fields: ("key", key.ToString()))}
            {Html.If(fails, $"{request.Form("/failures/retry", "Try again", style: "sync-secondary", fields: ("key", key.ToString()))}")}
            {Html.If(status.State == SyncState.NeedsDecision, $"""<a class="sync-button" href="{(conflicts.Count > 0 ? request.Url("/conflicts", ("key", key.ToString())) : request.Url("/matches"))}">Decide</a>""")}
            {Html.If(details?.RemoteId is not null, $"""<a href="{request.Here(("compare", "1"))}">Compare with Salesforce now</a>""")}</div>
            {Html.If(unread is not null, $"""<p class="sync-notice sync-warning" role="alert">{unread}</p>""")}
            {Html.If(fails, $"{FailuresRoom.Ignore(request, "It may stand as it is", details?.Label ?? key.Id, ("key", key.ToString()))}")}
            {Html.If(fails || status.State == SyncState.Ignored, $"{Refusal.Show(request, journal.Items)}")}
            {Html.If(details?.Fields.Count > 0, $"""<section aria-labelledby="fields"><h2 id="fields">Fields</h2>{(details is null ? Html.Empty : Fields(request, details, compare && unread is null))}</section>""")}
            <section aria-labelledby="story"><h2 id="story">Its story</h2>{JournalTable.Of(request, journal.Items, null, "The engine has done nothing with it yet.")}
            {Html.If(journal.Next is not null, $"""<p><a class="sync-button sync-secondary" href="{request.Here(("after", journal.Next))}">Older entries</a></p>""")}</section>
            {Html.If(details is not null, $"{(details is null ? Html.Empty : RecordActions.Rarely(request, key, details))}")}
            """));
    }

    private static async Task<(RecordDetails? Details, string? Unread)> ReadAsync(DashboardRequest request, WorkKey key, bool compare)
    {
        var records = request.Get<ISyncRecords>();
        try
        {
            return (await records.GetAsync(key, compare, request.Aborted), null);
        }
        catch (SalesforceException) when (compare)
        {
            return (await records.GetAsync(key, false, request.Aborted), "Salesforce could not be read just now, so only what the engine knows is shown. Try again in a moment.");
        }
    }

    private static Html Standing(DashboardRequest request, WorkKey key, RecordStatus status, RecordDetails? details, List<(string Text, Uri Address)> links)
    {
        var (tone, text) = Words.For(status.State);
        return Html.Of(
            $"""
            <p>{Ui.Pill(tone, text)} {Html.If(status.Since is not null, $"since {request.Time(status.Since)}")}</p>
            {Html.If(status.Reason is not null, $"<p>{status.Reason}</p>")}{Html.If(status.Hint is not null, $"<p><strong>What to do:</strong> {status.Hint}</p>")}
            {Ui.Facts(
                ("Mapping", Html.Of($"{key.Type}{Html.If(details is not null, $" → {details?.RemoteObject}")}")),
                ("External id", Html.Of($"<code>{key.Id}</code>")),
                ("In Salesforce", status.RemoteId is { } id ? Html.Of($"""<a href="{request.Url("/salesforce", ("id", id))}">{id}{Ui.Hidden("opens the record in Salesforce")}</a>""") : Html.Of($"not linked")),
                ("Elsewhere", Html.Each(links, link => Html.Of($"""<div><a href="{link.Address.AbsoluteUri}" rel="noreferrer">{link.Text}</a></div>"""))),
                ("Here", Html.If(details is { Local: false }, $"not in the site's database any more")),
                ("Linked", details?.LinkedAt is { } linked ? request.Time(linked) : Html.Empty),
                ("Last came to agree", request.Time(status.LastSyncedAt)),
                ("Next try", status.NextAttemptAt is { } next ? request.Time(next) : Html.Empty))}
            """);
    }

    private static Html Fields(DashboardRequest request, RecordDetails details, bool compared) => Ui.Table(
        compared ? "Both sides, read just now" : "Here now, and what both sides last agreed on",
        compared ? ["Field", "Here", "In Salesforce", "Last agreed", "Way"] : ["Field", "Here", "Last agreed", "Way"],
        details.Fields.Select(field => (Html[])
        [
            Html.Of($"{Ui.Link(request.Url("/field", ("key", details.Key.ToString()), ("name", field.Name)), field.Name)} <small>{field.RemoteField}</small>"),
            Ui.Value(field.Local),
            .. compared ? [Html.Of($"{Ui.Value(field.Remote)} {Html.If(Differs(field), $"{Ui.Pill(Tone.Warning, "Differs")}")}")] : Array.Empty<Html>(),
            Agreed(details, field),
            Html.Of($"{Words.For(field.Direction)}{Html.If(field.Direction == Direction.Both, $" <small>{Words.For(field.Policy)}</small>")}"),
        ]),
        "It maps no field.");

    // The org may hold a value in a form of its own (trimmed, re-cased); what counts is whether either side moved from what was agreed.
    private static bool Differs(RecordField field) => field.Local != field.Remote && (field.Local != field.BaseLocal || field.Remote != field.BaseRemote);

    private static Html Agreed(RecordDetails details, RecordField field) => details.LinkedAt is null
        ? Html.Of($"""<span class="sync-blank">not yet</span>""")
        : field.BaseLocal == field.BaseRemote
            ? Ui.Value(field.BaseLocal)
            : Html.Of($"""{Ui.Value(field.BaseLocal)} <small>in Salesforce</small> {Ui.Value(field.BaseRemote)}""");

    // The org's address is asked for when somebody follows the link, not when the page is shown: pages do not wait for Salesforce.
    private static async Task OpenAsync(DashboardRoutes routes, DashboardRequest request)
    {
        if (!SalesforceId.TryParse(request.Query("id"), out var id))
        {
            await routes.ShowAsync(request, new PageView("No such record", Html.Of($"<p>The address names no Salesforce record.</p>"), 404));
            return;
        }

        try
        {
            var org = await request.Get<ISalesforceClient>().GetInstanceUrlAsync(request.Aborted);
            request.Http.Response.Redirect(new Uri(org, "/" + id.Value).ToString());
        }
        catch (SalesforceException)
        {
            await routes.ShowAsync(request, new PageView("Salesforce cannot be reached just now",
                Html.Of($"<p>The link needs the org's address, and signing in failed. The record's id is <code>{id.Value}</code>; try again in a moment.</p>"), 503));
        }
    }
}
