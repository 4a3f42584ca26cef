namespace Connector.Salesforce.Events;

/// <summary>What is missing.</summary>
public enum GapType
{
    /// <summary>Records were created; read them by their ids.</summary>
    Create,

    /// <summary>Records were updated; read them by their ids.</summary>
    Update,

    /// <summary>Records were deleted.</summary>
    Delete,

    /// <summary>Records were taken out of the recycle bin; read them by their ids.</summary>
    Undelete,

    /// <summary>A transaction changed too much: whatever of the object changed since then is to be read anew.</summary>
    Overflow,
}
