namespace SyncEngine;

/// <summary>What the engine did.</summary>
public enum JournalAction
{
    /// <summary>Made the remote record.</summary>
    Created = 0,

    /// <summary>Linked an existing remote record to the local one.</summary>
    Adopted = 1,

    /// <summary>Changed the remote record.</summary>
    Updated = 2,

    /// <summary>Compared and found agreement.</summary>
    Unchanged = 3,

    /// <summary>Changed the local record.</summary>
    Applied = 4,

    /// <summary>Gave up a link or a record.</summary>
    Deleted = 5,

    /// <summary>Began to wait for another key.</summary>
    Waiting = 6,

    /// <summary>Will try again by itself.</summary>
    Retrying = 7,

    /// <summary>Dead-lettered.</summary>
    Failed = 8,

    /// <summary>Asked a person.</summary>
    NeedsDecision = 9,

    /// <summary>A person decided, retried, resumed or undid something.</summary>
    Decided = 10,

    /// <summary>Something another part of the engine wants told: a webhook stored, a fact recorded, a mail sent.</summary>
    Noted = 11,

    /// <summary>Planned and not carried out, because a direction of the mapping stands on shadow.</summary>
    Planned = 12,
}
