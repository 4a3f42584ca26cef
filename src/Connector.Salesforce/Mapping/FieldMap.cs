using System.Text.Json.Nodes;

namespace Connector.Salesforce.Mapping;

/// <summary>One field of a mapping.</summary>
/// <param name="Field">Salesforce's field; <c>Account.Portal_Id__c</c> names a parent by its external id, to Salesforce only.</param>
public sealed record FieldMap(string Field)
{
    /// <summary>The property; null for a constant.</summary>
    public string? Property { get; init; }

    /// <summary>Which way it goes. Default both; a constant and a parent go to Salesforce only.</summary>
    public FieldDirection Direction { get; init; } = FieldDirection.Both;

    /// <summary>How values are turned. Default <see cref="FieldConverters.ByType"/>.</summary>
    public IFieldConverter Converter { get; init; } = FieldConverters.ByType;

    /// <summary>A value that is always sent; null for a property.</summary>
    public JsonNode? Constant { get; init; }

    /// <summary>What becomes of null. Default: it is sent, and empties the other side.</summary>
    public NullPolicy Null { get; init; } = NullPolicy.Send;

    /// <summary>What becomes of a text that is too long. Default: an error.</summary>
    public LengthPolicy Length { get; init; } = LengthPolicy.Error;

    /// <summary>The longest text; null until it is set or taken from a description (<see cref="ObjectMap{T}.Describe"/>).</summary>
    public int? MaxLength { get; init; }

    internal bool IsParent => Field.Contains('.', StringComparison.Ordinal);

    internal bool GoesOut => Direction != FieldDirection.FromSalesforce;

    internal bool ComesIn => Direction != FieldDirection.ToSalesforce && Property is not null && !IsParent;
}
