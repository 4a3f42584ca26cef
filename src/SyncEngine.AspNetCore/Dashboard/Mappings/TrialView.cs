using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Mappings;

/// <summary>What a check, a dry run and a replay found, for reading.</summary>
internal static class TrialView
{
    public static Html Findings(IReadOnlyList<MappingFinding> findings) => findings.Count == 0
        ? Html.Of($"""<p class="sync-notice sync-good" role="status">The draft fits the site and the org.</p>""")
        : Html.Of(
            $"""
            <div class="sync-notice {(findings.Any(finding => finding.IsError) ? "sync-bad" : "sync-warning")}" role="alert">{findings.OrderByDescending(finding => finding.IsError).Select(finding =>
                Html.Of($"<p><strong>{(finding.IsError ? "Has to be mended" : "Look at this")}{(finding.Field is null ? "" : $", {finding.Field}")}:</strong> {finding.Text}</p>"))}</div>
            """);

    public static Html Trial(DashboardRequest request, MappingTrial trial) => Html.Of(
        $"""
        <h3>Dry run</h3><p>{Ui.Count(trial.Looked, "record was", "records were")} read on both sides and planned, of {trial.Linked} linked. Nothing was sent and nothing was written.</p>
        {Ui.Figures(
            ("Already in agreement", Html.Of($"{trial.Unchanged}")), ("Would be sent", Html.Of($"{trial.Sends}")), ("Would be taken over", Html.Of($"{trial.Receives}")),
            ("A person would be asked", Html.Of($"{trial.Asks}")), ("Could not be planned", Html.Of($"{trial.Stops}")),
            ("API calls for all linked, about", Html.Of($"{trial.Calls}")))}
        {Ui.Table("By field", ["Field", new("To Salesforce", true), new("From Salesforce", true), new("Ask", true), "For example"], trial.Fields.Select(field => new[]
        {
            Html.Of($"{field.Field}"), Html.Of($"{field.Sends}"), Html.Of($"{field.Receives}"), Html.Of($"{field.Asks}"),
            Html.Each(field.Examples, example => Html.Of($"""<p><a href="{request.Url("/record", ("key", example.Key.ToString()))}">{example.Key.Id}</a>: here {Ui.Value(example.Local)}, in Salesforce {Ui.Value(example.Remote)}</p>""")),
        }), "No field of any of them would change.")}
        """);

    public static Html Replay(MappingReplay replay) => Html.Of(
        $"""
        <h3>The last decisions, made again</h3>
        <p>{Ui.Count(replay.Decisions, "recorded decision was", "recorded decisions were")} planned again with this draft's ways and policies; {replay.Same} come out the same.</p>
        {Ui.Table("What comes out otherwise", ["Field", "Was decided", "Would be decided", new("How often", true)], replay.Changes.Select(change => new[]
        {
            Html.Of($"{change.Field}"), Html.Of($"{Words.For(change.Was)}"), Html.Of($"{Words.For(change.WouldBe)}"), Html.Of($"{change.Count}"),
        }), "Nothing comes out otherwise.")}
        """);
}
