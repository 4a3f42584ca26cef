namespace SyncEngine.Simulation.Histories;

/// <summary>A rewriting that a flow of the org does on each save.</summary>
internal enum TitleFlow
{
    None,
    UpperCase,
    Prefix,
}
