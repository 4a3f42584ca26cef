using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>Something that can be compared: its type, and its value in a row or a group.</summary>
internal sealed record SoqlOperand<T>(FieldSchema Field, Func<T, object?> Get);

/// <summary>Compiles conditions to delegates. Text compares without regard to case; null is less than nothing and equal only to null.</summary>
internal sealed class SoqlFilter<T>(Func<SoqlItem, SoqlOperand<T>> bind, Func<SoqlSemiJoin, HashSet<string>> semiJoin, DateOnly today)
{
    public Func<T, bool> Compile(SoqlCondition condition)
    {
        switch (condition)
        {
            case SoqlAll all:
                var every = all.Parts.Select(Compile).ToArray();
                return row => Array.TrueForAll(every, part => part(row));
            case SoqlAny any:
                var some = any.Parts.Select(Compile).ToArray();
                return row => Array.Exists(some, part => part(row));
            case SoqlNot not:
                var inner = Compile(not.Part);
                return row => !inner(row);
            case SoqlSemiJoin join:
                var (get, ids) = (bind(join.Item).Get, semiJoin(join));
                return join.Negated
                    ? row => !(get(row) is string id && ids.Contains(id))
                    : row => get(row) is string id && ids.Contains(id);
            default:
                return Compare((SoqlComparison)condition);
        }
    }

    private Func<T, bool> Compare(SoqlComparison comparison)
    {
        var (field, get) = bind(comparison.Item);
        if (!field.IsFilterable)
            throw new OrgException("INVALID_FIELD", $"field '{field.Name}' can not be filtered in a query call");

        var tests = comparison.Values.Select(value => Test(field, comparison.Operator, value)).ToArray();
        return comparison.Operator switch
        {
            "NOT IN" or "EXCLUDES" => row => get(row) is var value && !Array.Exists(tests, test => test(value)),
            "IN" when field.IsText || field.Type is FieldType.Id or FieldType.Reference or FieldType.Picklist => InSet(field, get, comparison.Values),
            _ => row => get(row) is var value && Array.Exists(tests, test => test(value)),
        };
    }

    // Two thousand ids in a list are one look-up each, not two thousand comparisons.
    private static Func<T, bool> InSet(FieldSchema field, Func<T, object?> get, IReadOnlyList<SoqlLiteral> values)
    {
        var set = values.Select(value => Text(field, value)).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var withNull = values.Any(value => Text(field, value) is null);
        return row => get(row) is string text ? set.Contains(text) : withNull;
    }

    private Func<object?, bool> Test(FieldSchema field, string sign, SoqlLiteral literal)
    {
        if (sign is "INCLUDES" or "EXCLUDES")
        {
            if (field.Type != FieldType.MultiPicklist)
                throw WrongOperator(field, sign);
            var wanted = Plain(literal.Text).Split(';');
            return value => value is string text && text.Split(';') is var parts && Array.TrueForAll(wanted, part => parts.Contains(part, StringComparer.OrdinalIgnoreCase));
        }

        if (sign == "LIKE")
        {
            if ((!field.IsText && field.Type != FieldType.Picklist) || literal.Kind != SoqlLiteralKind.Text)
                throw WrongOperator(field, sign);
            return value => value is string text && IsLike(text, literal.Text);
        }

        var plain = sign is "IN" or "NOT IN" ? "=" : sign;
        if (literal.Kind == SoqlLiteralKind.DateWord && field.Type is FieldType.Date or FieldType.DateTime)
            return WithinSpan(field, plain, literal);

        var operand = Operand(field, literal);
        if (operand is null)
        {
            return plain switch
            {
                "=" => value => value is null,
                "!=" => value => value is not null,
                _ => throw SoqlLexer.Malformed($"Invalid operator on null for field '{field.Name}'"),
            };
        }

        return plain switch
        {
            "=" => value => value is not null && Order(value, operand) == 0,
            "!=" => value => value is null || Order(value, operand) != 0,
            "<" => value => value is not null && Order(value, operand) < 0,
            "<=" => value => value is not null && Order(value, operand) <= 0,
            ">" => value => value is not null && Order(value, operand) > 0,
            _ => value => value is not null && Order(value, operand) >= 0,
        };
    }

    private Func<object?, bool> WithinSpan(FieldSchema field, string sign, SoqlLiteral literal)
    {
        var (from, until) = SoqlDates.Span(literal.Text, (int)literal.Number, today);
        object start = field.Type == FieldType.Date ? from : from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        object end = field.Type == FieldType.Date ? until : until.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        return sign switch
        {
            "=" => value => value is not null && Order(value, start) >= 0 && Order(value, end) < 0,
            "!=" => value => value is null || Order(value, start) < 0 || Order(value, end) >= 0,
            "<" => value => value is not null && Order(value, start) < 0,
            "<=" => value => value is not null && Order(value, end) < 0,
            ">" => value => value is not null && Order(value, end) >= 0,
            _ => value => value is not null && Order(value, start) >= 0,
        };
    }

    public static int Order(object left, object right) => (left, right) switch
    {
        (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
        (double a, double b) => a.CompareTo(b),
        (DateTime a, DateTime b) => a.CompareTo(b),
        (DateOnly a, DateOnly b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        _ => string.CompareOrdinal(left.ToString(), right.ToString()),
    };

    private static object? Operand(FieldSchema field, SoqlLiteral literal) => (field.Type, literal.Kind) switch
    {
        (_, SoqlLiteralKind.Null) => null,
        (FieldType.Boolean, SoqlLiteralKind.Flag) => literal.Text == "TRUE",
        (FieldType.Date, SoqlLiteralKind.Date) => FieldValues.ParseDate(literal.Text) ?? throw WrongType(field),
        (FieldType.DateTime, SoqlLiteralKind.DateTime) => ExactMoment(literal.Text) ?? throw WrongType(field),
        (FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent, SoqlLiteralKind.Number) => literal.Number,
        (FieldType.Boolean or FieldType.Date or FieldType.DateTime or FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent, _) => throw WrongType(field),
        (_, SoqlLiteralKind.Text) => Text(field, literal),
        _ => throw new OrgException("INVALID_FIELD", $"value of filter criterion for field '{field.Name}' must be of type string and should be enclosed in quotes"),
    };

    // The fraction of a second counts in a comparison although no record has one.
    private static DateTime? ExactMoment(string text) =>
        FieldValues.ParseDateTime(text) is { } second ? second + Fraction(text) : null;

    private static TimeSpan Fraction(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return TimeSpan.Zero;
        var digits = string.Concat(text[(dot + 1)..].TakeWhile(char.IsAsciiDigit).Take(7)).PadRight(7, '0');
        return TimeSpan.FromTicks(long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string? Text(FieldSchema field, SoqlLiteral literal)
    {
        if (literal.Kind == SoqlLiteralKind.Null)
            return null;
        if (literal.Kind != SoqlLiteralKind.Text)
            throw new OrgException("INVALID_FIELD", $"value of filter criterion for field '{field.Name}' must be of type string and should be enclosed in quotes");
        if (field.Type is FieldType.Id or FieldType.Reference && literal.Text.Length > 0)
            return SalesforceIds.Normalize(literal.Text) ?? throw new OrgException("INVALID_QUERY_FILTER_OPERATOR", $"invalid ID field: {literal.Text}");

        return literal.Text.Length == 0 ? null : Plain(literal.Text);
    }

    private static string Plain(string text) =>
        text.Replace(SoqlLexer.LiteralPercent, '%').Replace(SoqlLexer.LiteralUnderscore, '_');

    private static OrgException WrongType(FieldSchema field)
    {
        var type = field.Type == FieldType.DateTime ? "dateTime" : field.Type.ToString().ToLowerInvariant();
        return new("INVALID_FIELD", $"value of filter criterion for field '{field.Name}' must be of type {type} and should not be enclosed in quotes");
    }

    private static OrgException WrongOperator(FieldSchema field, string sign) =>
        new("INVALID_FIELD", $"invalid operator on {field.Type.ToString().ToLowerInvariant()} field '{field.Name}': {sign}");

    // Two pointers with one step back: linear in practice, no regular expression of a caller's making.
    private static bool IsLike(string text, string pattern)
    {
        int at = 0, want = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (want < pattern.Length && pattern[want] == '%')
                (star, resume, want) = (want, at, want + 1);
            else if (want < pattern.Length && (pattern[want] == '_' || Same(text[at], pattern[want])))
                (at, want) = (at + 1, want + 1);
            else if (star >= 0)
                (want, at) = (star + 1, ++resume);
            else
                return false;
        }

        while (want < pattern.Length && pattern[want] == '%')
            want++;
        return want == pattern.Length;
    }

    private static bool Same(char text, char pattern) => pattern switch
    {
        SoqlLexer.LiteralPercent => text == '%',
        SoqlLexer.LiteralUnderscore => text == '_',
        _ => char.ToUpperInvariant(text) == char.ToUpperInvariant(pattern),
    };
}
