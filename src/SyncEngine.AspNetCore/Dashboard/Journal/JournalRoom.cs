using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Journal;

/// <summary>What the engine did, searchable by who, what, why and when.</summary>
internal static class JournalRoom
{
    private static readonly string[] Narrowing = ["field", "scope", "outcome", "cause", "from", "to"];

    public static void Map(DashboardRoutes routes) => routes.Page("/journal", ShowAsync);

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var mappings = (await request.Get<ISyncMappings>().ListAsync(request.Aborted)).Select(version => version.Draft.Mapping).ToList();
        var search = JournalSearch.Read(request);
        var query = search.Query;
        var candidates = new Dictionary<WorkKey, string>();
        if (query is { Key: null, Record: { } sought })
        {
            // People search by what they know: a name first, then what may be an id of either side.
            candidates = new(await request.Get<ISyncRecords>().FindAsync(sought, cancellationToken: request.Aborted));
            query = candidates.Count == 1 ? query with { Key = candidates.Keys.First(), Record = null } : query;
        }

        var isAmbiguous = candidates.Count > 1;
        var page = isAmbiguous || search.Faults.Count > 0 ? new Page<JournalEntry>([], null) : await request.Get<ISyncJournal>().SearchAsync(query, request.Aborted);
        var labels = await request.Get<ISyncRecords>().LabelAsync([.. page.Items.Select(entry => entry.Key).Distinct()], request.Aborted);
        return new PageView("Journal", Html.Of(
            $"""
            {search.Form(request, mappings)}
            {Html.If(search.Faults.Count > 0, $"""<div class="sync-notice sync-bad" role="alert">{Html.Each(search.Faults, fault => Html.Of($"<p>{fault}</p>"))}</div>""")}
            {(isAmbiguous ? Which(request, candidates) : JournalTable.Of(request, page.Items, labels, "Nothing in the journal fits this search."))}
            <p class="sync-links">{Html.If(request.Query("after") is not null, $"""<a class="sync-button sync-secondary" href="{request.Here(("after", null))}">Newest</a>""")}
            {Html.If(page.Next is not null, $"""<a class="sync-button sync-secondary" href="{request.Here(("after", page.Next))}">Older entries</a>""")}
            {Html.If(page.Items.Count > 0, $"""<a href="{request.Url("/journal.csv", Searched(request, query))}">As CSV</a>""")}</p>
            """), search.Faults.Count > 0 ? 400 : 200);
    }

    // What the page shows, whichever words it was found by.
    private static (string, string?)[] Searched(DashboardRequest request, JournalQuery query) =>
    [
        .. Narrowing.Select(name => (name, request.Query(name))), ("key", query.Key?.ToString()), ("q", query.Record),
    ];

    private static Html Which(DashboardRequest request, Dictionary<WorkKey, string> candidates) => Html.Of(
        $"""
        <section aria-labelledby="which"><h2 id="which">Which of these?</h2><ul class="sync-list">{Html.Each(candidates, candidate =>
            Html.Of($"""<li>{Ui.Link(request.Url("/record", ("key", candidate.Key.ToString())), candidate.Value)} <small>{candidate.Key.Type}</small></li>"""))}</ul></section>
        """);
}
