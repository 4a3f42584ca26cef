namespace Connector.Salesforce.Mapping;

/// <summary>Which way a field's value goes.</summary>
public enum FieldDirection
{
    /// <summary>Both ways.</summary>
    Both,

    /// <summary>To Salesforce only.</summary>
    ToSalesforce,

    /// <summary>From Salesforce only.</summary>
    FromSalesforce,
}
