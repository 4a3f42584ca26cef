namespace SyncEngine.Merge;

/// <summary>What is to be done with one field.</summary>
public enum FieldAction
{
    /// <summary>Both agree, or what differs is not ours to change.</summary>
    Keep = 0,

    /// <summary>The local value goes to Salesforce.</summary>
    Push = 1,

    /// <summary>Salesforce's value comes to the site.</summary>
    Apply = 2,

    /// <summary>A person decides.</summary>
    Ask = 3,

    /// <summary>A third value, which a person chose, goes to both sides.</summary>
    Set = 4,
}
