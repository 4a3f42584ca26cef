namespace SyncEngine.Merge;

/// <summary>Compares values as a field's policy says.</summary>
internal static class Comparing
{
    public static bool Same(this Comparison comparison, string? left, string? right) =>
        left == right || (comparison != Comparison.Exact && Normal(comparison, left) == Normal(comparison, right));

    /// <summary>The form that is compared; null for null and for what is empty in it.</summary>
    public static string? Normal(Comparison comparison, string? value)
    {
        if (value is null || comparison == Comparison.Exact)
            return value;

        var normal = comparison switch
        {
            Comparison.LettersAndDigits => string.Concat(value.Where(char.IsLetterOrDigit)).ToUpperInvariant(),
            Comparison.Digits => string.Concat(value.Where((c, index) => char.IsAsciiDigit(c) || (c == '+' && index == 0))),
            _ => value.Trim().ToUpperInvariant(),
        };
        return normal.Length == 0 ? null : normal;
    }
}
