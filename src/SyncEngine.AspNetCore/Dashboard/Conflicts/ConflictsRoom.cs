using System.Globalization;
using Microsoft.AspNetCore.Http;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Conflicts;

/// <summary>Fields on which both sides have a value of their own: decided field by field, with a third value where neither is right, or many at once by a rule.</summary>
internal static class ConflictsRoom
{
    private const int Shown = 50;

    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/conflicts", ShowAsync);
        routes.Action("/conflicts/decide", DecideAsync);
        routes.Action("/conflicts/rule", ByRuleAsync);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var conflicts = request.Get<ISyncConflicts>();
        var page = WorkKey.TryParse(request.Query("key"), out var one)
            ? new Page<SyncConflict>(await conflicts.FindAsync(one, request.Aborted), null)
            : await conflicts.ListAsync(request.Query("mapping"), Shown, request.Query("after"), request.Aborted);
        var open = await conflicts.CountAsync(request.Aborted);
        var matches = (await request.Get<ISyncMatches>().ListAsync(request.Aborted)).Count;
        var labels = await request.Get<ISyncRecords>().LabelAsync([.. page.Items.Select(Key).Distinct()], request.Aborted);
        return new PageView("Decisions", Html.Of(
            $"""
            {Decisions.Tabs(request, open, matches)}
            {Html.If(page.Items.Count == 0, $"""<p class="sync-empty">No field waits for a decision.</p>""")}
            {Html.If(page.Items.Count > 0, $"<p>Both sides have a value of their own. Say which is right; until then neither is overwritten, and the other fields go on.</p>")}
            {Html.Each(page.Items.GroupBy(Key), record => Card(request, record.Key, labels.GetValueOrDefault(record.Key, record.Key.Id), [.. record]))}
            {Html.If(page.Next is not null, $"""<p><a class="sync-button sync-secondary" href="{request.Here(("after", page.Next))}">More conflicts</a></p>""")}
            {Html.If(page.Items.Count > 0, $"{Rules(request, page.Items)}")}
            """));
    }

    private static Html Card(DashboardRequest request, WorkKey key, string name, List<SyncConflict> fields) => Html.Of(
        $"""
        <section class="sync-card"><h2>{Ui.Link(request.Url("/record", ("key", key.ToString())), name)} <small>{key.Type}</small></h2>
        {request.Open("/conflicts/decide", "sync-editor", ("back", request.Here()), ("key", key.ToString()), ("fields", Text(fields.Count)))}
        {fields.Select((conflict, index) => Field(request, conflict, index))}
        <div class="sync-actions"><button type="submit" class="sync-button">Decide{Ui.Hidden($"for {name}")}</button> <small>A field without a choice stays open.</small></div></form></section>
        """);

    private static Html Field(DashboardRequest request, SyncConflict conflict, int index) => Html.Of(
        $"""
        <fieldset class="sync-choices"><legend>{conflict.Field} <small>{conflict.RemoteField} · {Why(conflict.Reason)}</small></legend>
        <input type="hidden" name="field.{Text(index)}" value="{conflict.Field}"><input type="hidden" name="seen.{Text(index)}" value="{ConflictForm.Seen(conflict)}">
        {Option(index, FieldChoice.Local, "Here", Html.Of($"""{Ui.Value(conflict.Local)}<small>{(conflict.LocalAt is null ? Html.Of($"nobody knows when it was edited") : Html.Of($"edited {request.Time(conflict.LocalAt)}"))}, {Words.For(Cause.Parse(conflict.LocalCause))}</small>"""))}
        {Option(index, FieldChoice.Remote, "In Salesforce", Html.Of($"""{Ui.Value(conflict.Remote)}<small>{Html.If(conflict.RemoteAt is not null, $"record modified {request.Time(conflict.RemoteAt)}")}</small>"""))}
        <div class="sync-option"><label><input type="radio" name="choice.{Text(index)}" value="{FieldChoice.Other.ToString()}"> <strong>Neither: a third value</strong></label>
        <input class="sync-input" name="value.{Text(index)}" aria-label="Third value for {conflict.Field}" autocomplete="off" maxlength="32000"></div>
        <p class="sync-agreed">{(conflict.BaseLocal is null && conflict.BaseRemote is null ? Html.Of($"Both never agreed on it.") : Html.Of($"Last agreed on {Ui.Value(conflict.BaseLocal)}{Html.If(conflict.BaseRemote != conflict.BaseLocal, $", in Salesforce {Ui.Value(conflict.BaseRemote)}")}."))} Open since {request.Time(conflict.FoundAt)}.</p></fieldset>
        """);

    private static Html Option(int index, FieldChoice choice, string title, Html value) => Html.Of(
        $"""<label class="sync-option"><span><input type="radio" name="choice.{Text(index)}" value="{choice.ToString()}"> <strong>{title}</strong></span>{value}</label>""");

    private static Html Rules(DashboardRequest request, IReadOnlyList<SyncConflict> shown) => Html.Of(
        $"""
        <section class="sync-card" aria-labelledby="rule"><h2 id="rule">Decide many at once, by a rule</h2>
        {request.Open("/conflicts/rule", "sync-editor", ("back", request.Here()), ("step", "look"))}<div class="sync-grid">
        {Ui.Select("mapping", "Mapping", request.Query("mapping"), shown.Select(conflict => conflict.Mapping).Distinct().Select(name => (name, name)))}
        {Ui.Input("field", "Field", null, hint: "its name here; blank for every field")}
        <label class="sync-field"><span>Rule</span><select name="rule">{ConflictRule.All.Select(rule => Html.Of($"""<option value="{rule.Name}">{rule.Text}</option>"""))}</select></label></div>
        <div class="sync-actions"><button type="submit" class="sync-button sync-secondary">See what it would decide</button></div></form></section>
        """);

    private static async Task<ActionResult?> DecideAsync(DashboardRequest request, IFormCollection form)
    {
        if (await ConflictForm.ReadAsync(form, request.Get<ISyncConflicts>(), request.Aborted) is not var (choices, made))
            return null;

        var decided = 0;
        foreach (var (conflict, choice, value) in choices)
            decided += await request.Get<ISyncConflicts>().ResolveAsync(conflict, choice, value, request.Cause, request.Aborted) ? 1 : 0;
        return new ActionResult(made == 0 ? Sentences.NothingChosen : decided < made ? Sentences.AskedAnew : Sentences.Decided, decided);
    }

    private static async Task<ActionResult?> ByRuleAsync(DashboardRequest request, IFormCollection form)
    {
        if (ConflictRule.Find(form["rule"]) is not { } rule)
            return null;

        // What comes up between looking and deciding was not looked at, and is left.
        var (mapping, field) = (form["mapping"].ToString(), form["field"].ToString().Trim());
        var seen = long.TryParse(form["seen"], CultureInfo.InvariantCulture, out var at) ? at : request.Now.ToUnixTimeMilliseconds();
        var open = (await AllAsync(request, mapping.Length == 0 ? null : mapping))
            .Where(conflict => (field.Length == 0 || conflict.Field.Equals(field, StringComparison.OrdinalIgnoreCase)) && conflict.FoundAt.ToUnixTimeMilliseconds() <= seen).ToList();
        var chosen = open.Select(conflict => (Conflict: conflict, Choice: rule.Choose(conflict))).Where(pair => pair.Choice is not null).ToList();
        if (form["step"] != "decide")
            return ActionResult.Show(await PreviewAsync(request, rule, mapping, field, seen, chosen.ConvertAll(pair => (pair.Conflict, pair.Choice!.Value)), open.Count));

        var decided = 0;
        foreach (var (conflict, choice) in chosen)
            decided += await request.Get<ISyncConflicts>().ResolveAsync(conflict, choice!.Value, null, request.Cause, request.Aborted) ? 1 : 0;
        return new ActionResult(Sentences.Decided, decided, request.Url("/conflicts"));
    }

    private static async Task<PageView> PreviewAsync(
        DashboardRequest request, ConflictRule rule, string mapping, string field, long seen, List<(SyncConflict Conflict, FieldChoice Choice)> chosen, int open)
    {
        var some = chosen.Take(Shown).ToList();
        var labels = await request.Get<ISyncRecords>().LabelAsync([.. some.Select(pair => Key(pair.Conflict)).Distinct()], request.Aborted);
        return new PageView("What the rule would decide", Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/conflicts"), "All conflicts")}</p>
            <p>The rule: {rule.Text}. It decides {Ui.Count(chosen.Count, "field", "fields")} of {Ui.Count(open, "open one", "open ones")}{(field.Length == 0 ? "" : $" named {field}")}{(mapping.Length == 0 ? "" : $" of {mapping}")}; nothing is decided yet.</p>
            {Ui.Table(chosen.Count > Shown ? $"The oldest {Shown}" : "All of them", ["Record", "Field", "Would stand", "Would give way"], some.Select(pair => new[]
            {
                Html.Of($"""{Ui.Link(request.Url("/record", ("key", Key(pair.Conflict).ToString())), labels.GetValueOrDefault(Key(pair.Conflict), pair.Conflict.ExternalId))} <small>{pair.Conflict.Mapping}</small>"""),
                Html.Of($"{pair.Conflict.Field}"),
                Html.Of($"{Ui.Value(pair.Choice == FieldChoice.Local ? pair.Conflict.Local : pair.Conflict.Remote)} <small>{(pair.Choice == FieldChoice.Local ? "here" : "in Salesforce")}</small>"),
                Ui.Value(pair.Choice == FieldChoice.Local ? pair.Conflict.Remote : pair.Conflict.Local),
            }), "It decides none of them.")}
            {Html.If(chosen.Count > 0, $"""<div class="sync-actions">{request.Form("/conflicts/rule", $"Decide {(chosen.Count == 1 ? "it" : $"these {chosen.Count}")}", fields: [("step", "decide"), ("rule", rule.Name), ("mapping", mapping), ("field", field), ("seen", seen.ToString(CultureInfo.InvariantCulture))])}</div>""")}
            """));
    }

    private static async Task<List<SyncConflict>> AllAsync(DashboardRequest request, string? mapping)
    {
        var all = new List<SyncConflict>();
        string? after = null;
        do
        {
            var page = await request.Get<ISyncConflicts>().ListAsync(mapping, 500, after, request.Aborted);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    private static WorkKey Key(SyncConflict conflict) => WorkKey.ForRecord(conflict.Mapping, conflict.ExternalId);

    private static string Why(string reason) => reason switch
    {
        "differs" => "both sides had a value when they first met",
        "unclear" => "Salesforce's value contains an older one of the site's, and somebody else saved the record last",
        "flips" => "it keeps going back and forth",
        _ => "changed on both sides",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
