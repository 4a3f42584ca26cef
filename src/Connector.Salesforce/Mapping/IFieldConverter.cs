using System.Text.Json.Nodes;

namespace Connector.Salesforce.Mapping;

/// <summary>Turns a property's value into a field's and back. It must be safe for use by several threads.</summary>
public interface IFieldConverter
{
    /// <summary>The value as Salesforce takes it; never asked for null.</summary>
    /// <exception cref="FormatException">The value has no form there. The message must not hold the value.</exception>
    JsonNode? ToSalesforce(object value);

    /// <summary>The value as the property takes it; never asked for null.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="type">The property's type, without its nullability.</param>
    /// <exception cref="FormatException">The value has no form here. The message must not hold the value.</exception>
    object? FromSalesforce(JsonNode value, Type type);

    /// <summary>The values that a picklist must have for this converter; empty when any text may come.</summary>
    IReadOnlyCollection<string> PicklistValues => [];
}
