namespace Connector.Salesforce.Metadata;

/// <summary>A field as the integration user sees it.</summary>
/// <param name="Name">Its API name.</param>
/// <param name="Type">Its type in Salesforce's words: <c>string</c>, <c>date</c>, <c>datetime</c>, <c>picklist</c>, <c>multipicklist</c>, <c>reference</c>, <c>double</c> …</param>
public sealed record FieldDescription(string Name, string Type)
{
    /// <summary>Its name for people.</summary>
    public string Label { get; init; } = Name;

    /// <summary>The longest text, in characters; 0 where it holds none.</summary>
    public int Length { get; init; }

    /// <summary>All digits of a number; 0 where it holds none.</summary>
    public int Precision { get; init; }

    /// <summary>Digits after the decimal point.</summary>
    public int Scale { get; init; }

    /// <summary>Whether it may be empty.</summary>
    public bool IsNillable { get; init; }

    /// <summary>Whether the user may set it on a new record.</summary>
    public bool IsCreateable { get; init; }

    /// <summary>Whether the user may change it.</summary>
    public bool IsUpdateable { get; init; }

    /// <summary>Whether it is an external id.</summary>
    public bool IsExternalId { get; init; }

    /// <summary>Whether no two records may have the same value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether an upsert may go by it.</summary>
    public bool IsIdLookup { get; init; }

    /// <summary>Whether Salesforce fills it on a new record.</summary>
    public bool IsDefaultedOnCreate { get; init; }

    /// <summary>Whether Salesforce computes it.</summary>
    public bool IsCalculated { get; init; }

    /// <summary>Whether a picklist takes its own values only.</summary>
    public bool IsRestrictedPicklist { get; init; }

    /// <summary>A picklist's values, inactive ones included.</summary>
    public IReadOnlyList<PicklistValue> PicklistValues { get; init; } = [];

    /// <summary>The objects that a reference may point to.</summary>
    public IReadOnlyList<string> ReferenceTo { get; init; } = [];

    /// <summary>A reference's name in queries and bodies: <c>Account</c> for <c>AccountId</c>; null for others.</summary>
    public string? RelationshipName { get; init; }

    /// <summary>Whether a new record needs a value from whoever makes it.</summary>
    public bool IsRequired => !IsNillable && !IsDefaultedOnCreate && IsCreateable && Type != "boolean";
}
