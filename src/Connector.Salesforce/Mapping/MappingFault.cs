namespace Connector.Salesforce.Mapping;

/// <summary>Something wrong with a mapping, or with a value under it.</summary>
/// <param name="Field">Salesforce's field; empty when none is concerned.</param>
/// <param name="Message">One line that says what is wrong and what would be right. It holds no value of a record.</param>
public sealed record MappingFault(string Field, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
