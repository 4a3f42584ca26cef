using Microsoft.AspNetCore.Http;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Bulk;

/// <summary>Many records at once: tried first, then carried out in the bulk lane, with its progress, and paused, resumed or cancelled.</summary>
internal static class BulkRoom
{
    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/bulk", request => ShowAsync(request));
        routes.Page("/run", async request => await FindAsync(request, request.Query("id")) is { } run ? RunView.Show(request, run) : new PageView("No such run",
            Html.Of($"""<p>The address names no run. {Ui.Link(request.Url("/bulk"), "All runs")}</p>"""), StatusCodes.Status404NotFound));
        routes.Action("/bulk/start", StartAsync);
        routes.Action("/run/carry-out", async (request, form) => await FindAsync(request, form["id"]) is { IsDryRun: true, State: SyncRunState.Done } dry
            ? Started(request, await request.Get<ISyncRuns>().StartAsync(new SyncRunRequest(dry.Mapping) { SameAs = dry.Id }, request.Cause, request.Aborted))
            : null);
        routes.Action("/run/pause", (request, form) => MoveAsync(form, id => request.Get<ISyncRuns>().PauseAsync(id, request.Cause, request.Aborted), Sentences.RunPaused));
        routes.Action("/run/resume", (request, form) => MoveAsync(form, id => request.Get<ISyncRuns>().ResumeAsync(id, request.Cause, request.Aborted), Sentences.RunResumed));
        routes.Action("/run/cancel", (request, form) => MoveAsync(form, id => request.Get<ISyncRuns>().CancelAsync(id, request.Cause, request.Aborted), Sentences.RunCancelled));
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request, IFormCollection? sent = null, string? fault = null)
    {
        var mappings = await request.Get<ISyncMappings>().ListAsync(request.Aborted);
        var runs = await request.Get<ISyncRuns>().ListAsync(request.Aborted);
        return new PageView("Bulk", Html.Of(
            $"""
            {RunForm.Show(request, mappings, sent, fault)}
            <section aria-labelledby="runs"><h2 id="runs">Runs</h2><div id="run-list" data-live>{Ui.Table("The newest 50", ["Run", "Stands", new("Taken up", true), new("Not finished", true), "Asked for by", "Started"], runs.Select(run => new[]
            {
                Ui.Link(request.Url("/run", ("id", run.Id.ToString())), $"{(run.IsDryRun ? "Dry run" : "Sync")} of {run.Mapping}"),
                RunView.State(run),
                Html.Of($"{run.Taken}"),
                Html.Of($"{run.Pending}"),
                Html.Of($"{Words.For(run.Cause)}"),
                request.Time(run.StartedAt),
            }), "Nobody has asked for a run yet.")}</div></section>
            """), fault is null ? 200 : StatusCodes.Status400BadRequest);
    }

    private static async Task<ActionResult?> StartAsync(DashboardRequest request, IFormCollection form)
    {
        var (run, fault) = RunForm.Read(request, form, await request.Get<ISyncMappings>().ListAsync(request.Aborted));
        if (fault is not null)
            return ActionResult.Show(await ShowAsync(request, form, fault));

        return run is null ? null : Started(request, await request.Get<ISyncRuns>().StartAsync(run, request.Cause, request.Aborted));
    }

    private static ActionResult Started(DashboardRequest request, SyncRun run) => new(Sentences.RunStarted, To: request.Url("/run", ("id", run.Id.ToString())));

    private static async Task<ActionResult?> MoveAsync(IFormCollection form, Func<Guid, Task<bool>> move, string said) =>
        Guid.TryParse(form["id"], out var id) ? new ActionResult(await move(id) ? said : Sentences.Gone) : null;

    private static async Task<SyncRun?> FindAsync(DashboardRequest request, string? id) =>
        Guid.TryParse(id, out var run) ? await request.Get<ISyncRuns>().GetAsync(run, request.Aborted) : null;
}
