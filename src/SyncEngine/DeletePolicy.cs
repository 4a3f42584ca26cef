namespace SyncEngine;

/// <summary>What a deletion on one side means for the other.</summary>
public enum DeletePolicy
{
    /// <summary>A person decides.</summary>
    Ask = 0,

    /// <summary>The other record stays as it is.</summary>
    Ignore = 1,

    /// <summary>The other record is deleted, too.</summary>
    Follow = 2,

    /// <summary>The other record is kept and marked as archived, in the way that the mapping says.</summary>
    Archive = 3,
}
