using System.Globalization;
using System.Text.Json.Nodes;

namespace Connector.Salesforce.Mapping;

/// <summary>The day that a moment falls on.</summary>
internal sealed class DateConverter(TimeZoneInfo zone) : IFieldConverter
{
    public JsonNode? ToSalesforce(object value) => value switch
    {
        DateOnly date => FieldConverters.ByType.ToSalesforce(date),
        DateTimeOffset moment => FieldConverters.ByType.ToSalesforce(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime)),
        _ => throw new FormatException($"is a {value.GetType().Name}, which is no moment"),
    };

    // The day's beginning where we are.
    public object? FromSalesforce(JsonNode value, Type type)
    {
        var text = TypeConverter.Text(value);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new FormatException("is no date");
        if (type == typeof(DateOnly))
            return date;

        var midnight = date.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}
