using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Overview;

/// <summary>The one sentence that leadership asks for. Never better than the worst part: a run that stands still or failed in part is no agreement.</summary>
internal sealed record Verdict(string Name, string Title, string Text)
{
    public static Verdict Of(EngineStatus status, TimeSpan maxBacklogAge)
    {
        var pending = status.Lanes.Sum(lane => lane.Pending);
        var oldest = status.Lanes.Min(lane => lane.OldestMarkAt);
        var waits = $"{Ui.Count(pending, "change waits", "changes wait")}{(oldest is { } since ? $", the oldest for {DashboardRequest.Long(status.At - since)}" : "")}.";
        if (status.Pauses.Count > 0)
            return new("bad", "Paused", $"{Ui.Count(status.Pauses.Count, "part stands", "parts stand")} still until something is set right. {waits}");
        if (status.Failed > 0 || status.NeedsDecision > 0)
        {
            var parts = new[] { (status.Failed, "record failed", "records failed"), (status.NeedsDecision, "record needs a decision", "records need a decision") };
            return new(status.Failed > 0 ? "bad" : "warning", "Not in agreement: a person is needed",
                $"{string.Join(", ", parts.Where(part => part.Item1 > 0).Select(part => Ui.Count(part.Item1, part.Item2, part.Item3)))}. {(pending > 0 ? waits : "Everything else agrees.")}");
        }

        if (status.Lanes.Any(lane => lane.OldestMarkAt is { } mark && status.At - mark > maxBacklogAge))
            return new("warning", "Late", $"{waits} Nothing is lost; it goes on by itself.");
        return pending > 0
            ? new("busy", "Catching up", waits)
            : new("good", "In agreement", "Everything that was saved here or changed in Salesforce has been taken up, and both sides agreed when last compared.");
    }
}
