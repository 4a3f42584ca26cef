using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Overview;

/// <summary>Success and failure over time, and how long changes waited: two charts with their tables.</summary>
internal static class Activity
{
    private static readonly (string Name, string Text, TimeSpan Span, int Spans, string Form)[] Windows =
    [
        ("day", "24 hours", TimeSpan.FromHours(1), 24, "d MMM HH:mm"),
        ("week", "7 days", TimeSpan.FromHours(6), 28, "d MMM HH:mm"),
        ("month", "30 days", TimeSpan.FromDays(1), 30, "d MMM"),
    ];

    private static readonly string[] Runs = ["sync-fill-good", "sync-fill-warning", "sync-fill-bad"];

    public static async Task<Html> ShowAsync(DashboardRequest request, DateTimeOffset now)
    {
        var window = Windows.FirstOrDefault(known => known.Name == request.Query("window"), Windows[0]);

        // Spans end at a full hour, so that a column does not change its meaning from one look to the next.
        var to = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % window.Span.Ticks), TimeSpan.Zero) + window.Span;
        var counts = await request.Get<ISyncJournal>().CountAsync(to - (window.Span * window.Spans), window.Span, window.Spans, request.Aborted);
        return Html.Of(
            $"""
            <section aria-labelledby="activity"><h2 id="activity">The last {window.Text}</h2>
            <p class="sync-links">{Windows.Select(other => Html.Of($"""<a href="{request.Here(("window", other.Name))}"{Html.If(other == window, $" aria-current=\"true\"")}>{other.Text}</a>"""))}</p>
            <div class="sync-columns"><div class="sync-card">{Outcomes(request, counts, window.Form)}</div><div class="sync-card">{Waits(counts)}</div></div></section>
            """);
    }

    private static Html Outcomes(DashboardRequest request, IReadOnlyList<JournalCounts> counts, string form)
    {
        var (agreed, failed, retried) = (counts.Sum(count => count.Agreed), counts.Sum(count => count.Failed), counts.Sum(count => count.Retried));
        var says = $"{Ui.Count(agreed, "run", "runs")} ended in agreement, {Ui.Count(failed, "run", "runs")} failed or asked a person, {Ui.Count(retried, "run", "runs")} had to wait or try again.";
        return Html.Of(
            $"""
            <h3>Success and failure</h3><p>{says}</p>
            {Chart.Columns(says, Runs, [.. counts.Select(count => ($"{When(request, count, form)}: {count.Agreed} in agreement, {count.Retried} waiting or again, {count.Failed} failed",
                (IReadOnlyList<long>)[count.Agreed, count.Retried, count.Failed]))])}
            {Legend(("good", "in agreement"), ("warning", "waiting or again"), ("bad", "failed or asked"))}
            {Figures("as a table", Ui.Table("Runs by time; times without a run are left out", ["From", new("In agreement", true), new("Waiting or again", true), new("Failed or asked", true)],
                counts.Where(count => count.Agreed + count.Failed + count.Retried > 0).Select(count => new[]
                {
                    Html.Of($"{When(request, count, form)}"), Html.Of($"{count.Agreed}"), Html.Of($"{count.Retried}"), Html.Of($"{count.Failed}"),
                }), "No run in this time."))}
            """);
    }

    private static Html Waits(IReadOnlyList<JournalCounts> counts)
    {
        var labels = JournalCounts.WaitBounds.Select(bound => $"under {DashboardRequest.Long(bound)}").Append("longer").ToList();
        var waits = labels.Select((label, index) => (Label: label, Count: counts.Sum(count => count.Waits[index]))).ToList();
        var all = waits.Sum(wait => wait.Count);
        var quick = waits.Take(2).Sum(wait => wait.Count);
        return Html.Of(
            $"""
            <h3>From the edit to agreement</h3>
            <p>{(all == 0 ? "Nothing came to agree in this time." : $"{Percent(quick, all)} of the changes agreed within {DashboardRequest.Long(JournalCounts.WaitBounds[1])}.")}</p>
            {Ui.Table("How long changes waited", ["Time", new("Changes", true), new("Share", true), "Drawn"], waits.Select((wait, index) => new[]
            {
                Html.Of($"{wait.Label}"), Html.Of($"{wait.Count}"), Html.Of($"{(all == 0 ? "–" : Percent(wait.Count, all))}"),
                Chart.Share($"{wait.Label}: {Ui.Count(wait.Count, "change", "changes")}", all == 0 ? 0 : wait.Count / (double)all, index < 2 ? Tone.Good : index < 4 ? Tone.Warning : Tone.Bad),
            }), "")}
            """);
    }

    private static Html Figures(string title, Html table) => Html.Of($"""<details class="sync-more"><summary>The figures {title}</summary>{table}</details>""");

    private static Html Legend(params (string Tone, string Text)[] entries) => Html.Of(
        $"""<ul class="sync-legend">{entries.Select(entry => Html.Of($"""<li class="sync-{entry.Tone}">{entry.Text}</li>"""))}</ul>""");

    private static string When(DashboardRequest request, JournalCounts count, string form) =>
        TimeZoneInfo.ConvertTime(count.From, request.Options.TimeZone).ToString(form, CultureInfo.InvariantCulture);

    private static string Percent(long part, long all) => (part / (double)all).ToString("0.#%", CultureInfo.InvariantCulture);
}
