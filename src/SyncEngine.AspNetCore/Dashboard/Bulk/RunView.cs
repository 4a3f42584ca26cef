using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Bulk;

/// <summary>One run: how far it is, what a dry run found, and what can be done with it.</summary>
internal static class RunView
{
    public static PageView Show(DashboardRequest request, SyncRun run) => new($"{(run.IsDryRun ? "Dry run" : "Sync")} of {run.Mapping}", Html.Of(
        $"""
        <p>{Ui.Link(request.Url("/bulk"), "All runs")}</p>
        <div id="run" data-live><section class="sync-card">
        <p>{State(run)}</p>{Progress(run)}
        {Ui.Facts(
            ("Asked for by", Html.Of($"{Words.For(run.Cause)}")), ("Started", request.Time(run.StartedAt)),
            (run.State == SyncRunState.Cancelled ? "Cancelled" : "All taken up", run.EndedAt is null ? Html.Empty : request.Time(run.EndedAt)))}
        <div class="sync-actions">{Buttons(request, run)}</div></section>
        {(run.Preview is { } preview ? Preview(request, run, preview) : Html.Empty)}</div>
        """));

    public static Html State(SyncRun run) => run.State switch
    {
        SyncRunState.Running => Ui.Pill(Tone.Busy, "Running"),
        SyncRunState.Paused => Ui.Pill(Tone.Warning, "Paused"),
        SyncRunState.Cancelled => Ui.Pill(Tone.Quiet, "Cancelled"),
        _ => Ui.Pill(Tone.Good, "Done"),
    };

    private static Html Progress(SyncRun run)
    {
        var finished = Math.Max(0, run.Taken - run.Pending);
        var says = run.IsDryRun
            ? $"{Ui.Count(run.Taken, "record was", "records were")} read and planned."
            : $"{Ui.Count(finished, "record is", "records are")} finished of {run.Taken.ToString("N0", CultureInfo.InvariantCulture)} taken up{(run.EndedAt is null ? " so far" : "")}; {run.Pending.ToString("N0", CultureInfo.InvariantCulture)} in hand.";
        return Html.Of(
            $"""
            <p>{says}{Html.If(run is { IsDryRun: false, State: SyncRunState.Done }, $" What could not be synced stands among the failures.")}</p>
            {Html.If(run is { IsDryRun: false, Taken: > 0 }, $"""<progress class="sync-progress" aria-label="{says}" max="{run.Taken.ToString(CultureInfo.InvariantCulture)}" value="{finished.ToString(CultureInfo.InvariantCulture)}"></progress>""")}
            """);
    }

    private static Html Buttons(DashboardRequest request, SyncRun run)
    {
        var id = ("id", (string?)run.Id.ToString());
        return run switch
        {
            { State: SyncRunState.Running, IsDryRun: true } => request.Form("/run/cancel", "Cancel", style: "sync-secondary", fields: id),
            { State: SyncRunState.Running } => Html.Of($"""{request.Form("/run/pause", "Pause", style: "sync-secondary", fields: id)} {request.Form("/run/cancel", "Cancel", style: "sync-secondary", fields: id)}"""),
            { State: SyncRunState.Paused } => Html.Of($"""{request.Form("/run/resume", "Resume", fields: id)} {request.Form("/run/cancel", "Cancel", style: "sync-secondary", fields: id)}"""),
            { State: SyncRunState.Done, IsDryRun: true } => Html.Of($"""{request.Form("/run/carry-out", "Carry it out", fields: id)} <a href="{request.Url("/run.csv", id)}">Its changes as CSV</a>"""),
            { IsDryRun: false } => Html.Of($"""<a href="{request.Url("/journal", ("cause", $"run:{run.Id}"))}">What it did, in the journal</a> <a href="{request.Url("/failures")}">What fails</a>"""),
            _ => Html.Empty,
        };
    }

    private static Html Preview(DashboardRequest request, SyncRun run, SyncRunPreview preview) => Html.Of(
        $"""
        <section class="sync-card" aria-labelledby="found"><h2 id="found">{(run.State == SyncRunState.Running ? "What it has found so far" : "What would be done")}</h2>
        {Ui.Figures(
            ("New in Salesforce", Number(preview.Creates)), ("Linked to existing ones", Number(preview.Matches)), ("Changed in Salesforce", Number(preview.Updates)),
            ("Changed here", Number(preview.Applies)), ("Already in agreement", Number(preview.Unchanged)), ("Fields to be asked about", Number(preview.Conflicts)),
            ("First contacts to be asked about", Number(preview.Questions)), ("Would wait for a parent", Number(preview.Waiting)), ("Could not be planned", Number(preview.Failures)),
            ("API calls, about", Number(preview.ApiCalls)))}
        {Ui.Table(preview.Examples.Count < 100 ? "Every change" : "The first 100 changes", ["Record", "Field", "Would be done", "Here", "In Salesforce"], preview.Examples.Select(example => new[]
        {
            Ui.Link(request.Url("/record", ("key", WorkKey.ForRecord(run.Mapping, example.ExternalId).ToString())), example.ExternalId),
            Html.Of($"{example.Field}"), Ui.Pill(example.Action == FieldAction.Ask ? Tone.Warning : Tone.Busy, Words.For(example.Action)), Ui.Value(example.Local), Ui.Value(example.Remote),
        }), "No field of any record would change.")}</section>
        """);

    private static Html Number(long number) => Html.Of($"{number}");
}
