namespace Connector.Salesforce.Events;

/// <summary>What happened to records.</summary>
public enum ChangeType
{
    /// <summary>Created.</summary>
    Create,

    /// <summary>Updated.</summary>
    Update,

    /// <summary>Deleted; also the loser of a merge.</summary>
    Delete,

    /// <summary>Taken out of the recycle bin.</summary>
    Undelete,
}
