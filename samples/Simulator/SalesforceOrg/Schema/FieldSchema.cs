using Simulator.SalesforceOrg.Formulas;

namespace Simulator.SalesforceOrg.Schema;

/// <summary>A field of an object. Immutable; a change of the schema puts another in its place.</summary>
internal sealed record FieldSchema(string Name, FieldType Type)
{
    /// <summary>Where the value stands in a row; given by the object.</summary>
    public int Ordinal { get; init; } = -1;

    public string Label { get; init; } = Name;
    public int Length { get; init; }
    public int Precision { get; init; } = 18;
    public int Scale { get; init; }
    public bool Nillable { get; init; } = true;
    public bool Createable { get; init; } = true;
    public bool Updateable { get; init; } = true;
    public bool ExternalId { get; init; }
    public bool Unique { get; init; }
    public bool RestrictedPicklist { get; init; }
    public IReadOnlyList<PicklistValue> Picklist { get; init; } = [];
    public IReadOnlyList<string> ReferenceTo { get; init; } = [];

    /// <summary>The name of the parent in a query: Account for AccountId.</summary>
    public string? RelationshipName { get; init; }

    /// <summary>The name of the children in the parent's subqueries: Contacts.</summary>
    public string? ChildRelationshipName { get; init; }

    /// <summary>Deleting the parent deletes the child too.</summary>
    public bool CascadeDelete { get; init; }

    /// <summary>A formula: the field is calculated on each save and cannot be written.</summary>
    public Formula? Calculated { get; init; }

    /// <summary>A formula for the value of a new record that brings none.</summary>
    public Formula? Default { get; init; }

    public bool IsCustom => Name.EndsWith("__c", StringComparison.Ordinal);

    public bool IsSystem => Ordinal is >= 0 and < SystemFields.Count;

    /// <summary>Must be there: not nillable, writable, and without a default of its own.</summary>
    public bool IsRequired => !Nillable && Createable && Default is null && Type != FieldType.Boolean;

    public bool IsText => Type is FieldType.String or FieldType.TextArea or FieldType.Email or FieldType.Phone or FieldType.Url;

    public bool IsNumber => Type is FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent;

    /// <summary>Long text cannot stand in a filter.</summary>
    public bool IsFilterable => Type != FieldType.TextArea || Length <= 255;

    /// <summary>Values are looked up by an index.</summary>
    public bool IsIndexed => ExternalId || Unique || Type == FieldType.Reference;

    /// <summary>How messages name the field: its label, as the user interface does.</summary>
    public string Title => Label;
}

internal sealed record PicklistValue(string Value, bool Active = true, bool IsDefault = false);
