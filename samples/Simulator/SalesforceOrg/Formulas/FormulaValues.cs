using System.Globalization;

namespace Simulator.SalesforceOrg.Formulas;

/// <summary>How formulas compare, add and print.</summary>
internal static class FormulaValues
{
    public static bool IsBlank(object? value) => value is null or "";

    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public static double? Number(object? value) => value switch
    {
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static bool AreEqual(object? left, object? right) =>
        IsBlank(left) ? IsBlank(right) : !IsBlank(right) && (left!.Equals(right) || Compare(left, right) == 0);

    /// <summary>Null where the two cannot be compared: no relation holds then.</summary>
    public static int? Compare(object? left, object? right) => (left, right) switch
    {
        (double a, double b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (DateOnly a, DateOnly b) => a.CompareTo(b),
        (DateTime a, DateTime b) => a.CompareTo(b),
        (DateOnly a, DateTime b) => a.CompareTo(DateOnly.FromDateTime(b)),
        (DateTime a, DateOnly b) => DateOnly.FromDateTime(a).CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        _ => null,
    };

    public static object? Add(object? left, object? right, int sign) => (left, right) switch
    {
        (DateOnly date, double days) => date.AddDays(sign * (int)days),
        (DateTime moment, double days) => moment.AddDays(sign * days),
        (DateOnly a, DateOnly b) when sign < 0 => (double)(a.DayNumber - b.DayNumber),
        (DateTime a, DateTime b) when sign < 0 => (a - b).TotalDays,
        (string a, string b) when sign > 0 => a + b,
        _ => Number(left) + (sign * Number(right)),
    };
}
