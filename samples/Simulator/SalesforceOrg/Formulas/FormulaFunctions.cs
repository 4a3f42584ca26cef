using System.Globalization;
using System.Text.RegularExpressions;

namespace Simulator.SalesforceOrg.Formulas;

/// <summary>The functions of the formula language that the simulator knows.</summary>
internal static class FormulaFunctions
{
    private static readonly TimeSpan RegexPatience = TimeSpan.FromSeconds(1);

    /// <summary>Null when there is no such function of so many arguments.</summary>
    public static FormulaNode? Find(string name, IReadOnlyList<FormulaNode> a) => (name.ToUpperInvariant(), a.Count) switch
    {
        ("AND", > 0) => context => a.All(item => item(context) is true),
        ("OR", > 0) => context => a.Any(item => item(context) is true),
        ("NOT", 1) => context => a[0](context) is not true,
        ("IF", 3) => context => a[0](context) is true ? a[1](context) : a[2](context),
        ("CASE", >= 4) => context => Case(context, a),
        ("ISBLANK" or "ISNULL", 1) => context => FormulaValues.IsBlank(a[0](context)),
        ("BLANKVALUE" or "NULLVALUE", 2) => context => a[0](context) is var value && FormulaValues.IsBlank(value) ? a[1](context) : value,
        ("ISPICKVAL", 2) => context => FormulaValues.AreEqual(a[0](context), a[1](context)),
        ("TEXT", 1) => context => FormulaValues.Text(a[0](context)),
        ("VALUE", 1) => context => FormulaValues.Number(a[0](context)),
        ("TRIM", 1) => OnText(a[0], text => text.Trim()),
        ("UPPER", 1) => OnText(a[0], text => text.ToUpperInvariant()),
        ("LOWER", 1) => OnText(a[0], text => text.ToLowerInvariant()),
        ("INITCAP", 1) => OnText(a[0], text => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant())),
        ("LEN", 1) => context => (double)FormulaValues.Text(a[0](context)).Length,
        ("LEFT", 2) => context => FormulaValues.Text(a[0](context)) is var text ? text[..Within(a[1](context), text)] : null,
        ("RIGHT", 2) => context => FormulaValues.Text(a[0](context)) is var text ? text[^Within(a[1](context), text)..] : null,
        ("MID", 3) => context => Mid(FormulaValues.Text(a[0](context)), FormulaValues.Number(a[1](context)) ?? 1, FormulaValues.Number(a[2](context)) ?? 0),
        ("CONTAINS", 2) => context => FormulaValues.Text(a[0](context)).Contains(FormulaValues.Text(a[1](context)), StringComparison.Ordinal),
        ("BEGINS", 2) => context => FormulaValues.Text(a[0](context)).StartsWith(FormulaValues.Text(a[1](context)), StringComparison.Ordinal),
        ("FIND", 2) => context => FormulaValues.Text(a[1](context)).IndexOf(FormulaValues.Text(a[0](context)), StringComparison.Ordinal) + 1.0,
        ("SUBSTITUTE", 3) => context => FormulaValues.Text(a[1](context)) is { Length: > 0 } old ? FormulaValues.Text(a[0](context)).Replace(old, FormulaValues.Text(a[2](context)), StringComparison.Ordinal) : a[0](context),
        ("REGEX", 2) => context => Regex.IsMatch(FormulaValues.Text(a[0](context)), $@"\A(?:{FormulaValues.Text(a[1](context))})\z", RegexOptions.None, RegexPatience),
        ("INCLUDES", 2) => context => FormulaValues.Text(a[0](context)).Split(';').Contains(FormulaValues.Text(a[1](context))),
        ("TODAY", 0) => context => DateOnly.FromDateTime(context.Now.UtcDateTime),
        ("NOW", 0) => context => context.Now.UtcDateTime,
        ("DATE", 3) => context => Date(FormulaValues.Number(a[0](context)), FormulaValues.Number(a[1](context)), FormulaValues.Number(a[2](context))),
        ("DATEVALUE", 1) => context => a[0](context) switch { DateTime moment => DateOnly.FromDateTime(moment), DateOnly date => date, string text when DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var date) => date, _ => null },
        ("YEAR", 1) => context => a[0](context) is DateOnly date ? (double)date.Year : null,
        ("MONTH", 1) => context => a[0](context) is DateOnly date ? (double)date.Month : null,
        ("DAY", 1) => context => a[0](context) is DateOnly date ? (double)date.Day : null,
        ("ADDMONTHS", 2) => context => a[0](context) is DateOnly date && FormulaValues.Number(a[1](context)) is { } months ? date.AddMonths((int)months) : null,
        ("ABS", 1) => context => FormulaValues.Number(a[0](context)) is { } number ? Math.Abs(number) : null,
        ("ROUND", 2) => context => FormulaValues.Number(a[0](context)) is { } number ? Math.Round(number, Math.Clamp((int)(FormulaValues.Number(a[1](context)) ?? 0), 0, 15), MidpointRounding.AwayFromZero) : null,
        ("FLOOR", 1) => context => FormulaValues.Number(a[0](context)) is { } number ? Math.Floor(number) : null,
        ("MAX", > 0) => context => a.Max(item => FormulaValues.Number(item(context))),
        ("MIN", > 0) => context => a.Min(item => FormulaValues.Number(item(context))),
        _ => null,
    };

    private static FormulaNode OnText(FormulaNode value, Func<string, string> change) =>
        context => value(context) is string text ? change(text) : value(context);

    private static int Within(object? length, string text) => Math.Clamp((int)(FormulaValues.Number(length) ?? 0), 0, text.Length);

    private static string Mid(string text, double start, double length)
    {
        var from = Math.Clamp((int)start - 1, 0, text.Length);
        return text.Substring(from, Math.Clamp((int)length, 0, text.Length - from));
    }

    private static object? Case(FormulaContext context, IReadOnlyList<FormulaNode> a)
    {
        var value = a[0](context);
        for (var at = 1; at + 1 < a.Count; at += 2)
        {
            if (FormulaValues.AreEqual(value, a[at](context)))
                return a[at + 1](context);
        }

        return a[^1](context);
    }

    private static DateOnly? Date(double? year, double? month, double? day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)year, (int)month)
            ? new DateOnly((int)year, (int)month, (int)day) : null;
}
