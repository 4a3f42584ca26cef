namespace SyncEngine;

/// <summary>The state of the whole engine, as the database has it: the same from every host.</summary>
/// <param name="At">By the database's clock.</param>
/// <param name="Lanes">What is pending, per lane; every lane is there.</param>
/// <param name="Mappings">Per mapping, in the order in which they were declared.</param>
/// <param name="Failed">Dead-lettered keys.</param>
/// <param name="NeedsDecision">Keys that wait for a person.</param>
/// <param name="Pauses">Scopes that are paused, with their reasons.</param>
public sealed record EngineStatus(
    DateTimeOffset At,
    IReadOnlyList<LaneStatus> Lanes,
    IReadOnlyList<MappingStatus> Mappings,
    long Failed,
    long NeedsDecision,
    IReadOnlyList<ScopePause> Pauses)
{
    /// <summary>Keys whose failure a person has said may stand; they are among no other number.</summary>
    public long Ignored { get; init; }
}
