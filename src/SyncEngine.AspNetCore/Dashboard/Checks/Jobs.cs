using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Checks;

/// <summary>The engine's jobs as staff read them: what each is for, when it last ended well, what it found.</summary>
internal static class Jobs
{
    public static Html Table(DashboardRequest request, IReadOnlyList<JobStatus> jobs, bool withButtons) => Ui.Table(
        "By what they are for",
        withButtons ? ["Job", "Stands", "Last heartbeat", "What it found", "Next", "Do"] : ["Job", "Stands", "Last heartbeat", "Next"],
        jobs.OrderBy(job => Order(job.Name)).ThenBy(job => job.Name, StringComparer.Ordinal).Select(job => (Html[])
        [
            Html.Of($"{Name(job.Name)}"),
            State(job),
            request.Time(job.HeartbeatAt),
            .. withButtons ? [job.Report is null ? Html.Of($"""<span class="sync-blank">nothing to tell</span>""") : Html.Of($"{job.Report}")] : Array.Empty<Html>(),
            job.NextAt is null || job.IsRunning ? Html.Of($"""<span class="sync-blank">{(job.IsRunning ? "runs now" : "when asked")}</span>""") : request.Time(job.NextAt),
            .. withButtons ? [request.Form("/checks/job", "Run now", Name(job.Name), "sync-small sync-secondary", fields: ("job", job.Name))] : Array.Empty<Html>(),
        ]),
        "No job has been seen yet: no host of this site runs the worker.");

    public static string Name(string job) => job.Split(':', 2) switch
    {
        ["feed", var name] => $"Change feed {name}",
        ["poll", var name] => $"Polling {name}",
        ["sweep", var name] => $"Sweep of {name}",
        ["retention", ..] => "House-keeping of the journal",
        ["runs", ..] => "Bulk runs",
        ["watch", ..] => "Watch over backlog and age",
        _ => job,
    };

    private static Html State(JobStatus job) => (job.Failure, job.IsRunning) switch
    {
        (_, true) => Ui.Pill(Tone.Busy, job.Name.StartsWith("feed:", StringComparison.Ordinal) ? "Listening" : "Running"),
        ({ } failure, _) => Html.Of($"{Ui.Pill(Tone.Bad, "Ended badly")}<p>{failure}</p>"),
        _ when job.LastOkAt is null => Ui.Pill(Tone.Quiet, "Not run yet"),
        _ => Ui.Pill(Tone.Good, "Well"),
    };

    private static int Order(string job) => job.Split(':')[0] switch
    {
        "feed" => 0,
        "poll" => 1,
        "sweep" => 2,
        _ => 3,
    };
}
