using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Connector.Salesforce.Query;

/// <summary>
/// A SOQL query made of an interpolated string. Strings are quoted and escaped; numbers, booleans, dates, date-times and ids are typed;
/// a sequence becomes a list for IN; null becomes <c>null</c>. Names of fields and objects go in with the format <c>:name</c>, and only letters,
/// digits, underscores, dots and commas pass there.
/// </summary>
[InterpolatedStringHandler]
public readonly struct Soql
{
    private readonly StringBuilder _text;

    /// <summary>Called by the compiler.</summary>
    public Soql(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <summary>Called by the compiler, for a value.</summary>
    public void AppendFormatted<T>(T value) => AppendValue(value);

    /// <summary>Called by the compiler, for a value with a format: <c>:name</c> for a field or object.</summary>
    /// <exception cref="FormatException">The format is unknown, or the value is no name.</exception>
    public void AppendFormatted<T>(T value, string format)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (format != "name")
            throw new FormatException($"'{format}' is not a SOQL format; there is 'name'.");
        if (text.Length == 0 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ',' or ' '))
            throw new FormatException("A name in SOQL has letters, digits, underscores and dots.");

        _text.Append(text);
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
            case double number when double.IsFinite(number):
                _text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case IEnumerable list:
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
            _text.Append(any ? ',' : '(');
            AppendValue(item);
            any = true;
        }

        if (!any)
            throw new FormatException("An empty list has no form in SOQL: IN () is no query. Ask nothing instead.");

        _text.Append(')');
    }
}
