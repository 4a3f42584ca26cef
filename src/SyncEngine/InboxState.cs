namespace SyncEngine;

/// <summary>How a delivery stands.</summary>
public enum InboxState
{
    /// <summary>Stored; what it is about is marked.</summary>
    Stored = 0,

    /// <summary>What it is about was worked on after it came.</summary>
    Reconciled = 1,

    /// <summary>Not for this site, with the reason stated.</summary>
    Ignored = 2,

    /// <summary>Not understood: somebody should look.</summary>
    Quarantined = 3,
}
