namespace SyncEngine.Simulation.Oracle;

internal enum FindingKind
{
    /// <summary>A committed edit is nowhere, or a losing value was forgotten.</summary>
    Lost,

    /// <summary>A local record has more than one remote record of our making.</summary>
    Duplicated,

    /// <summary>Something of ours was written over a newer edit of somebody else's; or the two sides differ with nothing to say why.</summary>
    Diverged,

    /// <summary>A key, a lease or the run itself does not come to an end.</summary>
    Stuck,
}

/// <summary>One broken promise.</summary>
internal sealed record Finding(FindingKind Kind, string What);
