using System.Globalization;
using System.Text.Json;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>
/// Values on the wire and inside: text is a string, numbers are doubles, dates <see cref="DateOnly"/>, date-times <see cref="DateTime"/> in
/// UTC to the second, as Salesforce keeps them.
/// </summary>
internal static class FieldValues
{
    private const string DateTimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'+0000'";

    private static readonly string[] DateTimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd",
    ];

    /// <summary>One box for all: most fields of most records are one of these two.</summary>
    public static object True { get; } = true;

    public static object False { get; } = false;

    /// <exception cref="OrgException">The value is not of the field's type.</exception>
    public static object? FromJson(FieldSchema field, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return field.Type == FieldType.Boolean ? throw NotOfType(field, "null") : null;
            case JsonValueKind.String:
                return FromText(field, value.GetString()!) ?? (field.Type == FieldType.Boolean ? throw NotOfType(field, "") : null);
            case JsonValueKind.Number when field.IsNumber:
                var number = value.GetDouble();
                return field.Type == FieldType.Int && number != Math.Truncate(number) ? throw Unreadable(field, value) : number;
            case JsonValueKind.True or JsonValueKind.False when field.Type == FieldType.Boolean:
                return value.GetBoolean() ? True : False;
            default:
                throw Unreadable(field, value);
        }
    }

    /// <summary>From a text: a JSON string, a CSV cell, an external id in a URL. Blank text is null.</summary>
    public static object? FromText(FieldSchema field, string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return null;

        return field.Type switch
        {
            FieldType.Boolean => trimmed.ToUpperInvariant() switch { "TRUE" or "1" => True, "FALSE" or "0" => False, _ => throw Unreadable(field, "boolean", trimmed) },
            FieldType.Int => long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (double)whole : throw Unreadable(field, "int", trimmed),
            FieldType.Double or FieldType.Currency or FieldType.Percent =>
                double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Unreadable(field, "double", trimmed),
            FieldType.Date => ParseDate(trimmed) ?? throw Unreadable(field, "date", trimmed),
            FieldType.DateTime => ParseDateTime(trimmed) ?? throw Unreadable(field, "datetime", trimmed),
            _ => trimmed,
        };
    }

    public static DateOnly? ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1700 and <= 4000 ? date : null;

    public static DateTime? ParseDateTime(string text)
    {
        // +0000 is Salesforce's own way to write it, +00:00 is .NET's.
        if (text.Length > 5 && text[^5] is '+' or '-' && !text.EndsWith(':') && text.Contains('T'))
            text = $"{text[..^2]}:{text[^2..]}";
        return DateTimeOffset.TryParseExact(text, DateTimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            && moment.Year is >= 1700 and <= 4000 ? ToSecond(moment.UtcDateTime) : null;
    }

    public static DateTime ToSecond(DateTime moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    public static void Write(Utf8JsonWriter json, FieldSchema field, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when field.Type == FieldType.Int:
                json.WriteNumberValue((long)number);
                break;
            case double number:
                // Salesforce writes 100.0, never 100, where the field may have decimals.
                json.WriteRawValue(number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? number.ToString("F1", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(ToText(field, value));
                break;
        }
    }

    public static string ToText(FieldSchema field, object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => ToText(moment),
        double number when field.Type == FieldType.Int => ((long)number).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public static string ToText(DateTime moment) => moment.ToString(DateTimeForm, CultureInfo.InvariantCulture);

    private static OrgException NotOfType(FieldSchema field, string value) =>
        new("INVALID_TYPE_ON_FIELD_IN_RECORD", $"{field.Title}: value not of required type: {value}", field.Name);

    private static OrgException Unreadable(FieldSchema field, JsonElement value)
    {
        var token = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText().Contains('.', StringComparison.Ordinal) ? "VALUE_NUMBER_FLOAT" : "VALUE_NUMBER_INT",
            JsonValueKind.True => "VALUE_TRUE",
            JsonValueKind.False => "VALUE_FALSE",
            JsonValueKind.Object => "START_OBJECT",
            JsonValueKind.Array => "START_ARRAY",
            _ => "VALUE_STRING",
        };
        var shown = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? "" : $"value {value.GetRawText()} ";
        return new("JSON_PARSER_ERROR", $"Cannot deserialize instance of {TypeName(field)} from {token} {shown}or request may be missing a required field at [line:1, column:1]");
    }

    private static OrgException Unreadable(FieldSchema field, string type, string value) =>
        new("JSON_PARSER_ERROR", $"Cannot deserialize instance of {type} from VALUE_STRING value {value} or request may be missing a required field at [line:1, column:1]", field.Name);

    private static string TypeName(FieldSchema field) => field.Type switch
    {
        FieldType.TextArea or FieldType.MultiPicklist or FieldType.Picklist => "string",
        FieldType.Reference or FieldType.Id => "reference",
        _ => field.Type.ToString().ToLowerInvariant(),
    };
}
