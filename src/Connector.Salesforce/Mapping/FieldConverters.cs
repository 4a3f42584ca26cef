namespace Connector.Salesforce.Mapping;

/// <summary>The converters that come with the connector.</summary>
public static class FieldConverters
{
    /// <summary>
    /// By the property's type: text, numbers, booleans, <see cref="DateOnly"/> as a date, <see cref="DateTimeOffset"/> as a date-time, enums by name, <see cref="Guid"/> and
    /// <see cref="SalesforceId"/> as text, a list of texts as a multi-picklist.
    /// </summary>
    public static IFieldConverter ByType { get; } = new TypeConverter();

    /// <summary>A date of a property that holds a moment: the day it falls on in a time zone.</summary>
    public static IFieldConverter Date(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new DateConverter(zone);
    }

    /// <summary>A picklist whose values are called otherwise here: our value (text or an enum's name) → Salesforce's.</summary>
    /// <exception cref="ArgumentException">Two of our values have the same value in Salesforce, so that there is no way back.</exception>
    public static IFieldConverter Picklist(IReadOnlyDictionary<string, string> values) => new ValueMapConverter(values, isMulti: false);

    /// <summary>A multi-picklist whose values are called otherwise here. The property is a list of texts.</summary>
    /// <exception cref="ArgumentException">Two of our values have the same value in Salesforce, so that there is no way back.</exception>
    public static IFieldConverter MultiPicklist(IReadOnlyDictionary<string, string> values) => new ValueMapConverter(values, isMulti: true);

    /// <summary>A boolean property on a text or picklist field.</summary>
    public static IFieldConverter Boolean(string whenTrue, string whenFalse) =>
        new ValueMapConverter(new Dictionary<string, string> { [bool.TrueString] = whenTrue, [bool.FalseString] = whenFalse }, isMulti: false);
}
