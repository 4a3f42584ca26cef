namespace Connector.Salesforce.Mapping;

/// <summary>What becomes of a value that is not there.</summary>
public enum NullPolicy
{
    /// <summary>The other side is emptied.</summary>
    Send,

    /// <summary>The other side is left alone.</summary>
    Skip,
}
