namespace Connector.Salesforce.Mapping;

/// <summary>Maps a class to an object of Salesforce.</summary>
/// <param name="type">The object: <c>Contact</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SalesforceObjectAttribute(string type) : Attribute
{
    /// <summary>The object.</summary>
    public string Type { get; } = type;
}
