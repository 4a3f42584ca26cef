using System.Globalization;

namespace SyncEngine.AspNetCore.Dashboard.Markup;

/// <summary>The room's few building blocks.</summary>
internal static class Ui
{
    public static Html Pill(Tone tone, string text) =>
        Html.Of($"""<span class="sync-pill sync-{Name(tone)}">{text}</span>""");

    public static Html Panel(Tone tone, string title, Html body) => Html.Of(
        $"""<section class="sync-panel sync-{Name(tone)}"><h2>{title}</h2>{body}</section>""");

    public static Html Link(string url, string text) => Html.Of($"""<a href="{url}">{text}</a>""");

    /// <summary>A table that becomes a list of cards on a narrow screen; its roles are spelled out because changed display drops them.</summary>
    public static Html Table(string caption, IReadOnlyList<Column> columns, IEnumerable<Html[]> rows, string whenEmpty)
    {
        var cells = rows.ToList();
        return cells.Count == 0
            ? Html.Of($"""<p class="sync-empty">{whenEmpty}</p>""")
            : Html.Of($"""
                <table class="sync-table" role="table"><caption>{caption}</caption>
                <thead role="rowgroup"><tr role="row">{columns.Select(column => Html.Of($"""<th scope="col" role="columnheader"{NumberClass(column)}>{column.Title}</th>"""))}</tr></thead>
                <tbody role="rowgroup">{cells.Select(row => Html.Of($"""<tr role="row">{row.Select((cell, index) => Cell(columns[index], cell, index == 0))}</tr>"""))}</tbody></table>
                """);
    }

    /// <summary>A list of terms with their values; those without a value are left out.</summary>
    public static Html Facts(params IEnumerable<(string Term, Html Value)> facts) => Html.Of(
        $"""<dl class="sync-facts">{facts.Where(fact => !fact.Value.IsEmpty).Select(fact => Html.Of($"<div><dt>{fact.Term}</dt><dd>{fact.Value}</dd></div>"))}</dl>""");

    /// <summary>Numbers that are looked at first, each with what it counts.</summary>
    public static Html Figures(params IEnumerable<(string Term, Html Value)> figures) => Html.Of(
        $"""<dl class="sync-figures">{figures.Select(figure => Html.Of($"<div><dt>{figure.Term}</dt><dd>{figure.Value}</dd></div>"))}</dl>""");

    /// <summary>A stored value; blank is said in words.</summary>
    public static Html Value(string? value) => value is null
        ? Html.Of($"""<span class="sync-blank">blank</span>""")
        : Html.Of($"""<span class="sync-value">{value}</span>""");

    public static Html Select(string name, string label, string? chosen, IEnumerable<(string Value, string Text)> options) => Html.Of(
        $"""
        <label class="sync-field"><span>{label}</span><select name="{name}"><option value="">Any</option>{options.Select(option =>
            Html.Of($"""<option value="{option.Value}"{Attribute("selected", option.Value == chosen)}>{option.Text}</option>"""))}</select></label>
        """);

    public static Html Input(string name, string label, string? value, string type = "text", string? hint = null) => Html.Of(
        $"""<label class="sync-field"><span>{label}{Html.If(hint is not null, $" <small>{hint}</small>")}</span><input type="{type}" name="{name}" value="{value}" autocomplete="off"></label>""");

    /// <summary>Words for those who hear the page; those who see it have them from what stands around.</summary>
    public static Html Hidden(string? text) => Html.If(text is not null, $""" <span class="sync-hidden">{text}</span>""");

    public static Html Attribute(string name, bool present) => Html.If(present, $" {name}");

    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    private static Html Cell(Column column, Html content, bool isHeader) => isHeader
        ? Html.Of($"""<th scope="row" role="rowheader" data-label="{column.Title}"{NumberClass(column)}><div>{content}</div></th>""")
        : Html.Of($"""<td role="cell" data-label="{column.Title}"{NumberClass(column)}><div>{content}</div></td>""");

    private static Html NumberClass(Column column) => Html.If(column.IsNumber, $" class=\"sync-number\"");

    private static string Name(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Busy => "busy",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
        _ => "quiet",
    };
}
