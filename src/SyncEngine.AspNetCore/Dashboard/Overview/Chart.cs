using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Overview;

/// <summary>
/// Charts as SVG, drawn on the server. A chart is one picture with a sentence that says what it shows; its figures stand in a table beside it,
/// so the picture itself is never the only way to them. Colours come from classes, sizes from attributes: nothing is styled inline.
/// </summary>
internal static class Chart
{
    private const int Height = 120;
    private const int Gap = 2;

    /// <summary>Stacked columns over time. Each column's parts are in the order of <paramref name="classes"/>, drawn from the bottom.</summary>
    public static Html Columns(string says, IReadOnlyList<string> classes, IReadOnlyList<(string Label, IReadOnlyList<long> Parts)> columns)
    {
        var width = columns.Count * 20;
        var highest = Math.Max(1, columns.Max(column => column.Parts.Sum()));
        return Html.Of(
            $"""
            <svg class="sync-chart" role="img" aria-label="{says}" viewBox="0 0 {Number(width)} {Number(Height)}" preserveAspectRatio="none">
            {columns.Select((column, index) => Column(index, column.Label, column.Parts, classes, highest))}
            <line class="sync-axis" x1="0" x2="{Number(width)}" y1="{Number(Height)}" y2="{Number(Height)}"/></svg>
            """);
    }

    /// <summary>One bar that shows a share.</summary>
    public static Html Share(string says, double share, Tone tone) => Html.Of(
        $"""
        <svg class="sync-share" role="img" aria-label="{says}" viewBox="0 0 100 4" preserveAspectRatio="none"><rect class="sync-track" width="100" height="4"/><rect class="sync-fill-{tone switch
        {
            Tone.Bad => "bad",
            Tone.Warning => "warning",
            _ => "good",
        }}" width="{Number(Math.Clamp(share, 0, 1) * 100)}" height="4"/></svg>
        """);

    private static Html Column(int index, string label, IReadOnlyList<long> parts, IReadOnlyList<string> classes, long highest)
    {
        var rectangles = new List<Html>();
        double bottom = Height;
        for (var part = 0; part < parts.Count; part++)
        {
            // Whatever happened at all is visible: one failure among ten thousand runs still has its line.
            var tall = parts[part] == 0 ? 0 : Math.Max(2, parts[part] * (double)(Height - 6) / highest);
            if (tall == 0)
                continue;

            bottom -= tall;
            rectangles.Add(Html.Of($"""<rect class="{classes[part]}" x="{Number((index * 20) + Gap)}" y="{Number(Math.Max(0, bottom))}" width="{Number(20 - (2 * Gap))}" height="{Number(tall)}"/>"""));
        }

        return rectangles.Count == 0 ? Html.Empty : Html.Of($"<g><title>{label}</title>{rectangles}</g>");
    }

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
