namespace SyncEngine;

/// <summary>Which of a mapping's records a run takes; every part that is set must hold.</summary>
public sealed record SyncRunFilter
{
    /// <summary>True for linked records only, false for those that are not linked yet.</summary>
    public bool? IsLinked { get; init; }

    /// <summary>Only records that stand among the failures.</summary>
    public bool IsFailed { get; init; }

    /// <summary>Only linked records that last came to agree before this.</summary>
    public DateTimeOffset? NotSyncedSince { get; init; }

    /// <summary>Only records whose field of this local name has <see cref="Value"/> here.</summary>
    public string? Field { get; init; }

    /// <summary>The value that <see cref="Field"/> has, in its stored form; null for none.</summary>
    public string? Value { get; init; }
}
