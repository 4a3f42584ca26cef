using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Failures;

/// <summary>
/// What was last sent for a record and what was answered. Values are told by their shape: enough to see what a rule objects to, and nobody's data.
/// </summary>
internal static class Refusal
{
    public static Html Show(DashboardRequest request, IReadOnlyList<JournalEntry> entries) =>
        entries.FirstOrDefault(entry => entry.Failure is not null && entry.Action is JournalAction.Failed or JournalAction.Retrying) is not { Failure: { } failure } entry ? Html.Empty : Html.Of(
            $"""
            <section class="sync-card" aria-labelledby="sent"><h2 id="sent">What was sent, and what was answered</h2>
            <p>{request.Time(entry.At)}, for {Words.For(entry.Cause)}.</p>
            {(entry.Fields.Count == 0 ? Html.Of($"<p>Nothing was sent: it stopped before that, or the answer is lost.</p>") : Ui.Table("Sent", ["Field", "In Salesforce", "Value"], entry.Fields.Where(field => field.ToSalesforce).Select(field => new[]
            {
                Html.Of($"{field.Field} {Html.If(field.Field == failure.Field, $"{Ui.Pill(Tone.Bad, "at fault")}")}"), Html.Of($"<code>{field.RemoteField}</code>"), Html.Of($"{Shape(field.After)}"),
            }), "Nothing was sent."))}
            {Ui.Facts(
                ("Answered with", Html.If(failure.Code is not null, $"<code>{failure.Code}</code>")), ("On the field", Html.Of($"{failure.Field}")),
                ("Which means", Html.Of($"{failure.Reason}")), ("What to do", Html.Of($"{failure.Hint}")))}</section>
            """);

    /// <summary>A value by its length and kinds of letters.</summary>
    internal static string Shape(string? value)
    {
        if (value is null)
            return "blank";

        var kinds = new[]
        {
            (value.Any(char.IsLetter), "letters"), (value.Any(char.IsDigit), "digits"), (value.Any(char.IsWhiteSpace), "spaces"), (value.Contains('@', StringComparison.Ordinal), "@"),
            (value.Any(letter => letter > '\u007f'), "letters beyond ASCII"), (value.Any(char.IsControl), "control characters"), (value.Any(letter => !char.IsLetterOrDigit(letter) && !char.IsWhiteSpace(letter) && letter != '@'), "signs"),
        }.Where(kind => kind.Item1).Select(kind => kind.Item2);
        return string.Create(CultureInfo.InvariantCulture, $"{value.Length:N0} characters: {string.Join(", ", kinds)}");
    }
}
