using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Merge;

namespace SyncEngine.AspNetCore.Dashboard.Records;

/// <summary>One recorded decision: what each field depended on, and what was decided and why.</summary>
internal static class DecisionView
{
    public static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        if (!long.TryParse(request.Query("id"), CultureInfo.InvariantCulture, out var id) || await request.Get<ISyncDecisions>().GetAsync(id, request.Aborted) is not { } decision)
            return new PageView("No such decision", Html.Of($"""<p>The journal keeps no decision under this number; it may have been removed with its time. {Ui.Link(request.Url("/journal"), "Search the journal")}</p>"""), 404);

        var labels = await request.Get<ISyncRecords>().LabelAsync([decision.Key], request.Aborted);
        return new PageView("A recorded decision", Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/record", ("key", decision.Key.ToString())), labels.GetValueOrDefault(decision.Key, decision.Key.Id))} <small>{decision.Key.Type}</small>, {request.Time(decision.At)}.
            This is all that the decision depended on; made again, it comes out the same.</p>
            {Ui.Table("Field by field", ["Field", "Here", "In Salesforce", "Last agreed", "Policy", "Decided"], decision.Fields.Select(field => new[]
            {
                Html.Of($"{field.Input.Field} <small>{Words.For(field.Input.Direction)}</small>"),
                Ui.Value(field.Input.Local),
                Ui.Value(field.Input.Remote),
                Agreed(field.Input.Base),
                Html.Of($"{Words.For(field.Input.Policy)}"),
                Html.Of($"{Ui.Pill(Tone(field.Plan.Action), Words.For(field.Plan.Action))} {Html.If(field.Plan.Action == FieldAction.Set, $"{Ui.Value(field.Plan.Value)}")}<p>{Words.ForReason(field.Plan.Reason)}{Html.If(field.Input.Flips > 0, $" It went back {Ui.Count(field.Input.Flips, "time", "times")} of late.")}</p>"),
            }), "It maps no field.")}
            <p><a href="{request.Url("/decision.json", ("id", id.ToString(CultureInfo.InvariantCulture)))}">As a test case</a> <small>JSON without anybody's data, to make the decision again on a developer's machine.</small></p>
            """));
    }

    public static async Task ExportAsync(DashboardRequest request)
    {
        var json = long.TryParse(request.Query("id"), CultureInfo.InvariantCulture, out var id) ? await request.Get<ISyncDecisions>().ExportAsync(id, request.Aborted) : null;
        if (json is null)
            request.Http.Response.StatusCode = 404;
        else
            await request.StartFileAsync($"decision-{id.ToString(CultureInfo.InvariantCulture)}.json", json, "application/json");
    }

    private static Tone Tone(FieldAction action) => action switch
    {
        FieldAction.Keep => Markup.Tone.Quiet,
        FieldAction.Ask => Markup.Tone.Warning,
        _ => Markup.Tone.Busy,
    };

    private static Html Agreed(BasePair? agreed) => agreed is null
        ? Html.Of($"""<span class="sync-blank">not yet</span>""")
        : agreed.Local == agreed.Remote ? Ui.Value(agreed.Local) : Html.Of($"""{Ui.Value(agreed.Local)} <small>in Salesforce</small> {Ui.Value(agreed.Remote)}""");
}
