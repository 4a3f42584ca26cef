using SyncEngine.AspNetCore.Dashboard.Conflicts;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Matches;

/// <summary>First contacts that a person decides: the local record beside the Salesforce records that it may be.</summary>
internal static class MatchesRoom
{
    private const int Shown = 20;

    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/matches", ShowAsync);
        routes.Action("/matches/adopt", async (request, form) => Read(form["key"]) is { } key && form["remote"].ToString() is { Length: > 0 } remote
            ? Said(await request.Get<ISyncMatches>().AdoptAsync(key.Type, key.Id, remote, request.Cause, request.Aborted), Sentences.Adopted)
            : null);
        routes.Action("/matches/create", async (request, form) => Read(form["key"]) is { } key
            ? Said(await request.Get<ISyncMatches>().CreateNewAsync(key.Type, key.Id, request.Cause, request.Aborted), Sentences.CreatesNew)
            : null);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var matches = await request.Get<ISyncMatches>().ListAsync(request.Aborted);
        var cards = new List<Html>();
        foreach (var match in matches.Take(Shown))
            cards.Add(Card(request, match, await request.Get<ISyncRecords>().GetAsync(WorkKey.ForRecord(match.Mapping, match.ExternalId), false, request.Aborted)));

        var tabs = Decisions.Tabs(request, await request.Get<ISyncConflicts>().CountAsync(request.Aborted), matches.Count);
        return new PageView("Decisions", matches.Count == 0
            ? Html.Of($"""{tabs}<p class="sync-empty">No record waits to be matched.</p>""")
            : Html.Of(
                $"""
                {tabs}<p>{Ui.Count(matches.Count, "record has", "records have")} more than one possible partner in Salesforce, or an unsure one. Say which is the same; until then nothing is sent.
                {Html.If(matches.Count > Shown, $"The oldest {Shown} are shown.")}</p>{Html.Each(cards, card => card)}
                """));
    }

    private static Html Card(DashboardRequest request, PendingMatch match, RecordDetails? local)
    {
        var key = WorkKey.ForRecord(match.Mapping, match.ExternalId).ToString();
        var name = local?.Label ?? match.ExternalId;
        var fields = local?.Fields.Select(field => (field.RemoteField, field.Name, field.Local)).ToList()
            ?? [.. match.Candidates.SelectMany(candidate => candidate.Values.Keys).Distinct().Select(field => (field, field, (string?)null))];
        return Html.Of(
            $"""
            <section class="sync-card"><h2>{Ui.Link(request.Url("/record", ("key", key)), name)} <small>{match.Mapping}</small></h2>
            <p>{match.Reason} Asked {request.Time(match.FoundAt)}.</p>
            {Ui.Table("Side by side", ["Field", "Here", .. match.Candidates.Select((_, index) => new Column($"Candidate {index + 1}"))],
                fields.Select(field => (Html[])
                [
                    Html.Of($"{field.Name}"),
                    Ui.Value(field.Local),
                    .. match.Candidates.Select(candidate => Beside(field.Local, candidate.Values.GetValueOrDefault(field.RemoteField))),
                ]), "It maps no field.")}
            <ul class="sync-list">{match.Candidates.Select((candidate, index) => Html.Of(
                $"""
                <li class="sync-actions">{request.Form("/matches/adopt", $"Candidate {index + 1} is the same", $"as {name}", fields: [("key", key), ("remote", candidate.RemoteId)])}
                <a href="{request.Url("/salesforce", ("id", candidate.RemoteId))}">{candidate.RemoteId}{Ui.Hidden("opens the record in Salesforce")}</a>
                {Html.If(candidate.ExternalId is not null, $"{Ui.Pill(Tone.Warning, "Carries another id of this site")} <code>{candidate.ExternalId}</code>")}</li>
                """))}
            <li class="sync-actions">{request.Form("/matches/create", "None is the same: make a new one", $"for {name}", "sync-secondary", fields: ("key", key))}</li></ul>
            </section>
            """);
    }

    private static Html Beside(string? here, string? there) => string.Equals(here?.Trim(), there?.Trim(), StringComparison.OrdinalIgnoreCase)
        ? Html.Of($"""{Ui.Value(there)} {Ui.Pill(Tone.Good, "same")}""")
        : Ui.Value(there);

    private static WorkKey? Read(string? text) => WorkKey.TryParse(text, out var key) && key.Kind == WorkKey.RecordKind ? key : null;

    private static ActionResult Said(bool done, string word) => new(done ? word : Sentences.Gone);
}
