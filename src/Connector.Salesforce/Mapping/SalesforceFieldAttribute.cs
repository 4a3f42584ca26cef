namespace Connector.Salesforce.Mapping;

/// <summary>Maps a property to a field of Salesforce.</summary>
/// <param name="field">The field: <c>LastName</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SalesforceFieldAttribute(string field) : Attribute
{
    /// <summary>The field.</summary>
    public string Field { get; } = field;

    /// <summary>Which way it goes. Default both.</summary>
    public FieldDirection Direction { get; init; } = FieldDirection.Both;

    /// <summary>Values that have other names here, as <c>ours=theirs</c>.</summary>
    public string[] Values { get; init; } = [];

    /// <summary>What becomes of null. Default: it is sent.</summary>
    public NullPolicy Null { get; init; } = NullPolicy.Send;

    /// <summary>What becomes of a text that is too long. Default: an error.</summary>
    public LengthPolicy Length { get; init; } = LengthPolicy.Error;

    /// <summary>The longest text; 0, the default, leaves it to the description.</summary>
    public int MaxLength { get; init; }
}
