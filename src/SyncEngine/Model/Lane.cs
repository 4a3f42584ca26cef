namespace SyncEngine.Model;

/// <summary>The order in which due work is claimed, also when the API budget is short: a lower lane is always emptied first.</summary>
public enum Lane
{
    /// <summary>Money, and what follows from it.</summary>
    Payments = 0,

    /// <summary>A person's own edits and what they wait for.</summary>
    Profiles = 1,

    /// <summary>Sweeps, backfills and bulk runs.</summary>
    Bulk = 2,
}
