namespace Connector.Salesforce.Mapping;

/// <summary>What becomes of a text that is longer than Salesforce's field.</summary>
public enum LengthPolicy
{
    /// <summary>It is an error; nothing is cut.</summary>
    Error,

    /// <summary>It is cut, never in the middle of a character.</summary>
    Truncate,
}
