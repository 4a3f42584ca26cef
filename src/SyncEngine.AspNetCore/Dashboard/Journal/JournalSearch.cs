using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Journal;

/// <summary>The journal's search, as its address carries it.</summary>
/// <param name="Query">What it asks for.</param>
/// <param name="Faults">What of it could not be read, in words.</param>
internal sealed record JournalSearch(JournalQuery Query, IReadOnlyList<string> Faults)
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"];

    public static JournalSearch Read(DashboardRequest request)
    {
        var faults = new List<string>();
        var sought = request.Query("q");
        var isKey = WorkKey.TryParse(request.Query("key") ?? sought, out var key);
        var action = request.Query("outcome");
        if (action is not null && (!Enum.TryParse<JournalAction>(action, true, out var parsed) || !Enum.IsDefined(parsed)))
            faults.Add($"There is no outcome '{action}'.");
        return new JournalSearch(
            new JournalQuery
            {
                Key = isKey ? key : null,
                Record = isKey || sought?.Length > WorkKey.MaxLength ? null : sought,
                Scope = request.Query("scope"),
                Field = request.Query("field"),
                Cause = request.Query("cause"),
                Action = Enum.TryParse<JournalAction>(action, true, out var known) ? known : null,
                From = Moment("from", "From"),
                To = Moment("to", "To"),
                After = request.Query("after"),
            },
            faults);

        DateTimeOffset? Moment(string name, string label)
        {
            if (request.Query(name) is not { } text)
                return null;
            if (DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && moment.Year is > 1970 and < 9990)
                return new DateTimeOffset(moment, request.Options.TimeZone.GetUtcOffset(moment));

            faults.Add($"'{label}' is '{text}', which is no time; write it like 2026-11-25T09:30.");
            return null;
        }
    }

    private bool Narrowed => Query is not { Scope: null, Action: null, Cause: null, From: null, To: null } || Faults.Count > 0;

    public Html Form(DashboardRequest request, IReadOnlyList<string> mappings) => Html.Of(
        $"""
        <form method="get" action="{request.Url("/journal")}" class="sync-search" role="search" aria-label="Journal">
        {Ui.Input("q", "Record", request.Query("q") ?? request.Query("key"), "search", "name, e-mail, external id or Salesforce id")}
        {Ui.Input("field", "Field", Query.Field, hint: "here or in Salesforce")}
        <details class="sync-more"{Ui.Attribute("open", Narrowed)}><summary>More to narrow it down</summary><div class="sync-grid">
        {Ui.Select("scope", "Mapping", Query.Scope, mappings.Select(mapping => ("record:" + mapping, mapping)))}
        {Ui.Select("outcome", "Outcome", request.Query("outcome"), Enum.GetValues<JournalAction>().Select(action => (action.ToString(), Words.For(action).Text)))}
        {Ui.Select("cause", "Set off by", Query.Cause, Words.Origins)}
        {Ui.Input("from", "From", request.Query("from"), "datetime-local", request.Options.TimeZone.Id)}
        {Ui.Input("to", "To", request.Query("to"), "datetime-local", request.Options.TimeZone.Id)}
        </div></details>
        <div class="sync-actions"><button type="submit" class="sync-button">Search</button> {Ui.Link(request.Url("/journal"), "Clear")}</div>
        </form>
        """);
}
