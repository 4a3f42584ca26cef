using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Mapping;

/// <summary>Goes by the CLR type.</summary>
internal sealed class TypeConverter : IFieldConverter
{
    public const char MultiSeparator = ';';

    public static bool Knows(Type type) => type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(DateOnly) || type == typeof(DateTimeOffset)
        || type == typeof(Guid) || type == typeof(SalesforceId) || IsNumber(type) || IsTextList(type);

    public static bool IsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte) || type == typeof(decimal)
        || type == typeof(double) || type == typeof(float);

    public static bool IsTextList(Type type) => type != typeof(string) && (typeof(IEnumerable<string>).IsAssignableFrom(type)
        || type == typeof(IReadOnlyList<string>) || type == typeof(IReadOnlyCollection<string>));

    public JsonNode? ToSalesforce(object value) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        DateOnly date => JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTimeOffset moment => JsonValue.Create(SalesforceDateTime.Format(moment)),
        Guid guid => JsonValue.Create(guid.ToString()),
        SalesforceId id => JsonValue.Create(id.Value),
        Enum name => JsonValue.Create(name.ToString()),
        decimal number => JsonValue.Create(number),
        double number => double.IsFinite(number) ? JsonValue.Create(number) : throw new FormatException("is no finite number"),
        float number => float.IsFinite(number) ? JsonValue.Create(number) : throw new FormatException("is no finite number"),
        int or long or short or byte => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        IEnumerable<string> texts => JsonValue.Create(Join(texts)),
        _ => throw new FormatException($"is a {value.GetType().Name}, which has no form in Salesforce"),
    };

    public object? FromSalesforce(JsonNode value, Type type)
    {
        try
        {
            if (type == typeof(bool))
                return value.AsBoolean() ?? bool.Parse(Text(value));
            if (IsNumber(type))
                return Convert.ChangeType(value.GetValueKind() == JsonValueKind.Number ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : decimal.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture), type, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or InvalidCastException)
        {
            throw new FormatException($"does not fit {type.Name}", exception);
        }

        var text = Text(value);
        if (type == typeof(string))
            return text;
        if (type == typeof(DateOnly))
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new FormatException("is no date");
        if (type == typeof(DateTimeOffset))
            return SalesforceDateTime.TryParse(text, out var moment) ? moment : throw new FormatException("is no date-time");
        if (type == typeof(Guid))
            return Guid.TryParse(text, out var guid) ? guid : throw new FormatException("is no UUID");
        if (type == typeof(SalesforceId))
            return SalesforceId.TryParse(text, out var id) ? id : throw new FormatException("is no Salesforce id");
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out var named) && Enum.IsDefined(type, named!) ? named : throw new FormatException($"is none of {type.Name}'s names");
        if (IsTextList(type))
            return As(Split(text), type);
        throw new FormatException($"does not fit {type.Name}");
    }

    public static string Join(IEnumerable<string> texts)
    {
        var values = texts.ToList();
        return values.Any(text => text.Contains(MultiSeparator, StringComparison.Ordinal))
            ? throw new FormatException("has a value with a semicolon, which parts the values of a multi-picklist")
            : string.Join(MultiSeparator, values);
    }

    public static string[] Split(string text) => text.Split(MultiSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static object As(string[] values, Type type) =>
        type.IsAssignableFrom(typeof(string[])) ? values
        : type.IsAssignableFrom(typeof(List<string>)) ? new List<string>(values)
        : type.IsAssignableFrom(typeof(HashSet<string>)) ? new HashSet<string>(values)
        : throw new FormatException($"does not fit {type.Name}");

    public static string Text(JsonNode value) => value switch
    {
        JsonValue plain when plain.AsText() is { } text => text,
        JsonValue plain => plain.ToJsonString(),
        _ => throw new FormatException("is no plain value"),
    };
}
