namespace SyncEngine.Simulation.Storage;

/// <summary>Where a host dies.</summary>
internal enum Doom
{
    None = 0,
    AtBoundary = 1,
    BeforeCommit = 2,
    AfterCommit = 3,

    /// <summary>Not death: the statement fails.</summary>
    Error = 4,
}
