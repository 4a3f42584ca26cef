namespace Connector.Salesforce.Metadata;

/// <summary>A value of a picklist.</summary>
/// <param name="Value">The value as records hold it.</param>
/// <param name="Label">The value as people see it.</param>
/// <param name="IsActive">Whether it may still be chosen.</param>
/// <param name="IsDefault">Whether a new record has it.</param>
public sealed record PicklistValue(string Value, string Label, bool IsActive, bool IsDefault);
