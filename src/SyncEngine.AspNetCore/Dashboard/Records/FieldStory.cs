using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Records;

/// <summary>Why a field has its value: which change made it so, who or what set that off, what gave way, and the way back.</summary>
internal static class FieldStory
{
    public static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        if (!WorkKey.TryParse(request.Query("key"), out var key) || key.Kind != WorkKey.RecordKind || request.Query("name") is not { } name)
            return new PageView("No such field", Html.Of($"""<p>The address names no field. {Ui.Link(request.Url("/journal"), "Search the journal")}</p>"""), 404);

        var details = await request.Get<ISyncRecords>().GetAsync(key, false, request.Aborted);
        var page = await request.Get<ISyncJournal>().SearchAsync(new JournalQuery { Key = key, Field = name, After = request.Query("after") }, request.Aborted);
        var field = details?.Fields.FirstOrDefault(known => known.Name == name);
        if (field is null && page.Items.Count == 0)
            return new PageView("No such field", Html.Of($"""<p>Nothing is known of {name} on <code>{key.ToString()}</code>. {Ui.Link(request.Url("/record", ("key", key.ToString())), "The record")}</p>"""), 404);

        // A refused attempt is told too, but it has changed nothing.
        var steps = page.Items.SelectMany(entry => entry.Fields.Where(change => change.Field == name).Select(change => (Entry: entry, Change: change))).ToList();
        var stands = request.Query("after") is null ? steps.FirstOrDefault(step => Took(step.Entry)) : default;
        return new PageView($"Why {name} has its value", Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/record", ("key", key.ToString())), details?.Label ?? key.Id)} <small>{key.Type}</small></p>
            {Html.If(field is not null, $"{Ui.Facts(("Here now", Ui.Value(field?.Local)), ("Last agreed", Ui.Value(field?.BaseLocal)), ("In Salesforce", Html.Of($"{field?.RemoteField}")), ("Way", Html.Of($"{Words.For(field?.Direction ?? default)}")))}")}
            {Answer(request, stands)}
            <section aria-labelledby="story"><h2 id="story">Its story</h2>{Ui.Table("Newest first", ["When", "What", "Gave way", "Stands", "Set off by", "Do"], steps.Select(step => new[]
            {
                request.Time(step.Entry.At),
                Html.Of($"""{What(step.Entry, step.Change)}{Html.If(step.Entry.HasDecision, $" {Decision(request, step.Entry)}")}"""),
                Html.Of($"<del>{Ui.Value(step.Change.Before)}</del>"),
                Ui.Value(step.Change.After),
                Html.Of($"{Words.For(step.Entry.Cause)}"),
                RecordActions.Undo(request, step.Entry, step.Change),
            }), "The journal tells of no change; it has the value that it was linked with.")}
            {Html.If(page.Next is not null, $"""<p><a class="sync-button sync-secondary" href="{request.Here(("after", page.Next))}">Older changes</a></p>""")}</section>
            """));
    }

    public static Html Decision(DashboardRequest request, JournalEntry entry) => Html.Of(
        $"""<a class="sync-why" href="{request.Url("/decision", ("id", entry.Id.ToString(CultureInfo.InvariantCulture)))}">Why{Ui.Hidden($"it was decided so, entry {entry.Id.ToString(CultureInfo.InvariantCulture)}")}</a>""");

    public static bool Took(JournalEntry entry) => entry.Action is JournalAction.Created or JournalAction.Adopted or JournalAction.Updated or JournalAction.Applied or JournalAction.Decided;

    private static Html Answer(DashboardRequest request, (JournalEntry Entry, JournalField Change) stands) => stands.Entry is null ? Html.Empty : Html.Of(
        $"""
        <p class="sync-notice sync-busy">{Ui.Value(stands.Change.After)} stands {(stands.Change.ToSalesforce ? "in Salesforce, as sent from here," : "here, as it came from Salesforce,")} since {request.Time(stands.Entry.At)}.
        It was set off by <strong>{Words.For(stands.Entry.Cause)}</strong>; {Ui.Value(stands.Change.Before)} gave way.</p>
        """);

    private static Html What(JournalEntry entry, JournalField change)
    {
        var (tone, text) = Words.For(entry.Action);
        return Html.Of($"{Ui.Pill(tone, text)} <small>{(change.ToSalesforce ? "to Salesforce" : "from Salesforce")}</small>");
    }
}
