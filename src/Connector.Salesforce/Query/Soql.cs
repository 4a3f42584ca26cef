using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Connector.Salesforce.Query;

/// <summary>
/// A SOQL query made of an interpolated string. Strings are quoted and escaped; numbers, booleans, dates, date-times and ids are typed;
/// a sequence becomes a list for IN; null becomes <c>null</c>. Names of fields and objects, one or several, go in with the format <c>:name</c>,
/// and nothing but names passes there. For LIKE there are <c>:startsWith</c>, <c>:endsWith</c> and <c>:contains</c>: the text is escaped, so that its
/// own <c>%</c> and <c>_</c> stand for themselves, and the wildcard is added. Another <see cref="Soql"/> goes in as it is, so that queries are made of parts.
/// </summary>
/// <example><c>$"SELECT {fields:name} FROM Contact WHERE Email IN {emails} AND LastName LIKE {start:startsWith}"</c></example>
[InterpolatedStringHandler]
public readonly partial struct Soql
{
    private readonly StringBuilder _text;

    /// <summary>Called by the compiler.</summary>
    public Soql(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <summary>Called by the compiler, for a value.</summary>
    public void AppendFormatted<T>(T value) => AppendValue(value);

    /// <summary>Called by the compiler, for a part that is SOQL itself: it goes in as it is.</summary>
    public void AppendFormatted(Soql part) => _text.Append(part.ToString());

    /// <summary>Called by the compiler, for a value with a format: <c>:name</c>, <c>:startsWith</c>, <c>:endsWith</c>, <c>:contains</c>.</summary>
    /// <exception cref="FormatException">The format is unknown, or the value does not suit it.</exception>
    public void AppendFormatted<T>(T value, string format)
    {
        switch (format)
        {
            case "name":
                AppendNames(value);
                break;
            case "startsWith" or "endsWith" or "contains" when value is string text:
                var like = LikeWildcards().Replace(Quote(text)[1..^1], @"\$0");
                _text.Append('\'').Append(format == "startsWith" ? "" : "%").Append(like).Append(format == "endsWith" ? "" : "%").Append('\'');
                break;
            case "startsWith" or "endsWith" or "contains":
                throw new FormatException("LIKE compares text.");
            default:
                throw new FormatException($"'{format}' is not a SOQL format; there are name, startsWith, endsWith and contains.");
        }
    }

    /// <summary>The query's text.</summary>
    public override string ToString() => _text?.ToString() ?? "";

    /// <summary>A string literal, quoted and escaped.</summary>
    public static string Quote(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var quoted = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => quoted.Append(@"\\"),
                '\'' => quoted.Append(@"\'"),
                '"' => quoted.Append("\\\""),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                '\b' => quoted.Append(@"\b"),
                '\f' => quoted.Append(@"\f"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('\'').ToString();
    }

    private void AppendNames(object? value)
    {
        var names = value is IEnumerable<string> several ? string.Join(", ", several) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (!NameList().IsMatch(names))
            throw new FormatException("A name in SOQL begins with a letter and has letters, digits, underscores and dots; several are separated by commas.");

        _text.Append(names);
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*(, ?[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameList();

    [GeneratedRegex("[%_]")]
    private static partial Regex LikeWildcards();

    private void AppendValue(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append("null");
                break;
            case string text:
                _text.Append(Quote(text));
                break;
            case SalesforceId or Guid or Enum or char:
                _text.Append(Quote(value.ToString()!));
                break;
            case bool flag:
                _text.Append(flag ? "TRUE" : "FALSE");
                break;
            case DateOnly date:
                _text.Append(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset moment:
                _text.Append(moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                _text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                _text.Append(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture));
                break;
            case IEnumerable list and not IDictionary:
                AppendList(list);
                break;
            default:
                throw new FormatException($"A {value.GetType().Name} has no form in SOQL.");
        }
    }

    private void AppendList(IEnumerable list)
    {
        var any = false;
        foreach (var item in list)
        {
            if (item is IEnumerable and not string)
                throw new FormatException("A list within a list has no form in SOQL.");

            _text.Append(any ? ',' : '(');
            AppendValue(item);
            any = true;
        }

        if (!any)
            throw new FormatException("An empty list has no form in SOQL: IN () is no query. Ask nothing instead.");

        _text.Append(')');
    }
}
