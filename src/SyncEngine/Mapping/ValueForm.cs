using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncEngine.Mapping;

/// <summary>
/// How values of one type are written: as canonical text that is compared and kept, and as JSON for Salesforce. Empty text is null, as Salesforce has it.
/// Source: Salesforce REST API Developer Guide, "Valid date and dateTime formats"; SOAP API Developer Guide, "Primitive data types".
/// </summary>
internal sealed class ValueForm
{
    public static ValueForm For(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(bool))
            return new ValueForm(ValueKind.Flag, text => JsonValue.Create(text == "true"));
        if (plain == typeof(decimal) || plain == typeof(double) || plain == typeof(float) || plain == typeof(int) || plain == typeof(long) || plain == typeof(short))
            return new ValueForm(ValueKind.Number, text => JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture)));
        if (plain == typeof(string) || plain == typeof(Guid) || plain == typeof(DateOnly) || plain == typeof(DateTimeOffset) || plain == typeof(DateTime) || plain.IsEnum)
        {
            return new ValueForm(
                plain == typeof(DateOnly) ? ValueKind.Date : plain == typeof(DateTimeOffset) || plain == typeof(DateTime) ? ValueKind.Moment : ValueKind.Text,
                text => JsonValue.Create(text));
        }

        throw new NotSupportedException($"A {plain.Name} has no form in Salesforce; map it through an expression that gives a string, a number, a boolean or a date.");
    }

    private readonly Func<string, JsonNode> _toJson;

    private ValueForm(ValueKind kind, Func<string, JsonNode> toJson)
    {
        Kind = kind;
        _toJson = toJson;
    }

    public ValueKind Kind { get; }

    public JsonNode? ToJson(string? canonical) => canonical is null ? null : _toJson(canonical);

    public string? FromJson(JsonNode? value)
    {
        if (value is null)
            return null;

        return value.GetValueKind() switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Number(number) : value.ToJsonString(),
            JsonValueKind.String => Text(value.GetValue<string>()),
            _ => value.ToJsonString(),
        };
    }

    /// <summary>The canonical text of a local value.</summary>
    public static string? Canonical(object? value) => value switch
    {
        null => null,
        string text => text.Length == 0 ? null : text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => Moment(moment),
        DateTime moment => Moment(new DateTimeOffset(DateTime.SpecifyKind(moment, moment.Kind == DateTimeKind.Unspecified ? DateTimeKind.Utc : moment.Kind))),
        decimal or double or float or int or long or short => Number(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>The local value of canonical text; null for null where the type takes it, else the type's default, and the empty string for text that may not be null.</summary>
    /// <exception cref="FormatException">The text is no value of the type.</exception>
    public static object? Parse(Type type, string? canonical, bool isNullable)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (canonical is null)
            return isNullable ? null : plain == typeof(string) ? "" : Activator.CreateInstance(plain);

        try
        {
            return plain switch
            {
                _ when plain == typeof(string) => canonical,
                _ when plain == typeof(bool) => canonical == "true",
                _ when plain == typeof(DateOnly) => DateOnly.ParseExact(canonical.Length > 10 ? canonical[..10] : canonical, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                _ when plain == typeof(DateTimeOffset) => DateTimeOffset.Parse(canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                _ when plain == typeof(DateTime) => DateTimeOffset.Parse(canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime,
                _ when plain == typeof(Guid) => Guid.Parse(canonical),
                _ when plain.IsEnum => Enum.Parse(plain, canonical, ignoreCase: true),
                _ => Convert.ChangeType(decimal.Parse(canonical, NumberStyles.Float, CultureInfo.InvariantCulture), plain, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or InvalidCastException)
        {
            throw new FormatException($"The value is no {plain.Name}.", exception);
        }
    }

    // 12.50 and 12.5 are one number.
    private static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // Salesforce writes date-times with an offset that has no colon.
    private string? Text(string text)
    {
        if (text.Length == 0)
            return null;
        return Kind == ValueKind.Moment && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss.fffzzz", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff+0000"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? Moment(moment) : text;
    }
}
