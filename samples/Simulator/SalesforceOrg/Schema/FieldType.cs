namespace Simulator.SalesforceOrg.Schema;

/// <summary>The field types of describe, by their names there.</summary>
internal enum FieldType
{
    Id,
    String,
    TextArea,
    Email,
    Phone,
    Url,
    Picklist,
    MultiPicklist,
    Boolean,
    Int,
    Double,
    Currency,
    Percent,
    Date,
    DateTime,
    Reference,
}
