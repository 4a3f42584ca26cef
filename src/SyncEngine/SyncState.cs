namespace SyncEngine;

/// <summary>Where one record stands between the site and Salesforce.</summary>
public enum SyncState
{
    /// <summary>Nothing is known of it: never marked, never linked.</summary>
    Unknown = 0,

    /// <summary>Committed here with its mark; the worker has not taken it up yet.</summary>
    Saved = 1,

    /// <summary>A worker is on it now.</summary>
    Syncing = 2,

    /// <summary>Both sides agreed when last compared, and nothing is pending.</summary>
    InSync = 3,

    /// <summary>It waits for another record, with a stated reason.</summary>
    Waiting = 4,

    /// <summary>Tried and to be tried again by itself: the other side had a bad moment or a limit was reached.</summary>
    Retrying = 5,

    /// <summary>A person has to decide something.</summary>
    NeedsDecision = 6,

    /// <summary>Dead-lettered: it stays as it is until something is changed or it is retried.</summary>
    Failed = 7,

    /// <summary>Its mapping is paused or switched off.</summary>
    Paused = 8,

    /// <summary>A person has said, with a reason, that its failure may stand: it is not tried again before one side changes it or somebody asks.</summary>
    Ignored = 9,
}
