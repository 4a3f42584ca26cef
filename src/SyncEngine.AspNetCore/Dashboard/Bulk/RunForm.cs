using System.Globalization;
using Microsoft.AspNetCore.Http;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Bulk;

/// <summary>Which records a run is to take, as its form says it.</summary>
internal static class RunForm
{
    private static readonly (string Value, string Text)[] Choices =
    [
        ("all", "all of them"), ("unlinked", "those not in Salesforce yet"), ("linked", "those that are linked"), ("failed", "those that failed"),
        ("stale", "those not compared since a day"), ("value", "those whose field has a value"), ("list", "the ones I list"),
    ];

    public static Html Show(DashboardRequest request, IReadOnlyList<MappingVersion> mappings, IFormCollection? sent, string? fault)
    {
        return Html.Of(
            $"""
            <section class="sync-card" aria-labelledby="new-run"><h2 id="new-run">Sync many records</h2>
            {Html.If(fault is not null, $"""<p class="sync-notice sync-bad" role="alert">{fault}</p>""")}
            {request.Open("/bulk/start", "sync-editor")}
            <div class="sync-grid">
            <label class="sync-field"><span>Mapping</span><select name="mapping">{mappings.Select(version => Option(version.Draft.Mapping, version.Draft.Mapping, Sent("mapping")))}</select></label>
            <label class="sync-field"><span>Which records</span><select name="which">{Choices.Select(choice => Option(choice.Value, choice.Text, Sent("which")))}</select></label></div>
            <details class="sync-more"{Ui.Attribute("open", fault is not null)}><summary>A day, a field and its value, or a list</summary><div class="sync-grid">
            {Ui.Input("since", "Not compared since", Sent("since"), "date")}
            {Ui.Input("field", "Field", Sent("field"), hint: "its name here")}
            {Ui.Input("value", "Has this value here", Sent("value"), hint: "blank for none")}</div>
            <label class="sync-field"><span>External ids <small>one a line</small></span><textarea name="ids" rows="4" spellcheck="false">{Sent("ids")}</textarea></label></details>
            <div class="sync-actions"><button type="submit" class="sync-button">Try it first: dry run</button> <small>Reads both sides and plans. Nothing is sent before you have seen what would be done and what it would cost.</small></div></form></section>
            """);

        string? Sent(string name) => sent?[name].ToString();
    }

    /// <summary>Reads the form; a request, or what is wrong with it in words; neither when it is not one of ours.</summary>
    public static (SyncRunRequest? Request, string? Fault) Read(DashboardRequest request, IFormCollection form, IReadOnlyList<MappingVersion> mappings)
    {
        if (mappings.FirstOrDefault(version => version.Draft.Mapping == form["mapping"]) is not { } mapping)
            return (null, null);

        var run = new SyncRunRequest(mapping.Draft.Mapping) { IsDryRun = true };
        switch (form["which"].ToString())
        {
            case "all":
                return (run, null);
            case "linked" or "unlinked":
                return (run with { Filter = new SyncRunFilter { IsLinked = form["which"] == "linked" } }, null);
            case "failed":
                return (run with { Filter = new SyncRunFilter { IsFailed = true } }, null);
            case "stale":
                return DateTime.TryParseExact(form["since"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9990
                    ? (run with { Filter = new SyncRunFilter { NotSyncedSince = new DateTimeOffset(day, request.Options.TimeZone.GetUtcOffset(day)) } }, null)
                    : (null, "Say since which day they have not been compared.");
            case "value":
                var field = form["field"].ToString().Trim();
                return mapping.Draft.Fields.FirstOrDefault(known => known.Name.Equals(field, StringComparison.OrdinalIgnoreCase)) is { } found
                    ? (run with { Filter = new SyncRunFilter { Field = found.Name, Value = form["value"].ToString() is { Length: > 0 } value ? value : null } }, null)
                    : (null, $"{mapping.Draft.Mapping} maps no field '{field}'; it maps {string.Join(", ", mapping.Draft.Fields.Select(known => known.Name))}.");
            case "list":
                var ids = form["ids"].ToString().Split(['\n', '\r', ',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                return ids.Length > 0 ? (run with { ExternalIds = ids }, null) : (null, "List the external ids, one a line.");
            default:
                return (null, null);
        }
    }

    private static Html Option(string value, string text, string? chosen) => Html.Of($"""<option value="{value}"{Ui.Attribute("selected", value == chosen)}>{text}</option>""");
}
