using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.AspNetCore.Dashboard.Records;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Journal;

/// <summary>Entries of the journal, with each field's former value beside the one that stands.</summary>
internal static class JournalTable
{
    public static Html Of(DashboardRequest request, IReadOnlyList<JournalEntry> entries, IReadOnlyDictionary<WorkKey, string>? labels, string whenEmpty) => Ui.Table(
        "Entries, newest first",
        labels is null ? ["When", "What", "Changes", "Set off by"] : ["When", "Record", "What", "Changes", "Set off by"],
        entries.Select(entry => (Html[])
        [
            request.Time(entry.At),
            .. labels is null ? Array.Empty<Html>() : [Record(request, entry, labels)],
            What(request, entry),
            Changes(request, entry),
            Html.Of($"{Words.For(entry.Cause)}"),
        ]),
        whenEmpty);

    private static Html Record(DashboardRequest request, JournalEntry entry, IReadOnlyDictionary<WorkKey, string> labels) => entry.Key switch
    {
        // What was set or asked for by hand rather than what happened to a record.
        { Kind: "admin", Type: "mapping" } key => Html.Of($"""{Ui.Link(request.Url("/mapping/history", ("name", key.Id)), key.Id)} <small>mapping</small>"""),
        { Kind: "admin" } key => Html.Of($"{key.Id} <small>{key.Type}</small>"),
        { Kind: "mapping" } key => Html.Of($"""{Ui.Link(request.Url("/mappings"), key.Type)} <small>{key.Id}</small>"""),
        { Kind: "run" } key => Html.Of($"""{Ui.Link(request.Url("/run", ("id", key.Id)), $"Run of {key.Type}")} <small>bulk</small>"""),
        { Kind: "job" } key => Html.Of($"""{Ui.Link(request.Url("/checks"), key.Id)} <small>job</small>"""),
        var key => Html.Of($"""{Ui.Link(request.Url("/record", ("key", key.ToString())), labels.GetValueOrDefault(key, key.Id))} <small>{key.Type}</small>"""),
    };

    private static Html What(DashboardRequest request, JournalEntry entry)
    {
        var (tone, text) = Words.For(entry.Action);
        return Html.Of(
            $"""
            {Ui.Pill(tone, text)}{Html.If(entry.Failure is not null, $"<p>{entry.Failure?.Reason} {entry.Failure?.Hint}</p>")}{Html.If(entry.Note is not null, $"<p>{entry.Note}</p>")}{Html.If(entry.HasDecision, $" {FieldStory.Decision(request, entry)}")}
            """);
    }

    private static Html Changes(DashboardRequest request, JournalEntry entry) => entry.Fields.Count == 0
        ? Html.Of($"""<span class="sync-blank">none</span>""")
        : Html.Of(
            $"""
            <ul class="sync-changes">{Html.Each(entry.Fields, field => Html.Of(
                $"""
                <li>{(entry.Key.Kind == WorkKey.RecordKind ? Ui.Link(request.Url("/field", ("key", entry.Key.ToString()), ("name", field.Field)), field.Field) : Html.Of($"<strong>{field.Field}</strong>"))} <small>{(entry.Key.Kind != WorkKey.RecordKind ? "" : field.ToSalesforce ? "to Salesforce" : "from Salesforce")}</small>
                <span class="sync-change"><del>{Ui.Value(field.Before)}</del> <span aria-hidden="true">→</span> <ins>{Ui.Value(field.After)}</ins></span></li>
                """))}</ul>
            """);
}
