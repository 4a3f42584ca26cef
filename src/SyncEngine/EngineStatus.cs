using SyncEngine.Model;

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
    IReadOnlyList<ScopePause> Pauses);

/// <summary>What one lane holds.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Pending">Marked keys that are not done, failed ones apart.</param>
/// <param name="OldestMarkAt">When the oldest of them was marked; null when there are none.</param>
public sealed record LaneStatus(Lane Lane, long Pending, DateTimeOffset? OldestMarkAt);

/// <summary>How fresh one mapping is.</summary>
/// <param name="Mapping">Its name.</param>
/// <param name="RemoteObject">The Salesforce object's API name.</param>
/// <param name="Linked">How many local records are linked.</param>
/// <param name="LastSyncedAt">When a record of it last came to agree; null when never.</param>
/// <param name="Pending">Its keys that are not done, failed ones apart.</param>
/// <param name="Failed">Its dead-lettered keys.</param>
public sealed record MappingStatus(string Mapping, string RemoteObject, long Linked, DateTimeOffset? LastSyncedAt, long Pending, long Failed);

/// <summary>A scope that is not claimed until somebody resumes it or its cause is gone.</summary>
/// <param name="Scope"><c>kind:type</c>, or <c>*</c> for everything that goes to Salesforce.</param>
/// <param name="Failure">Why.</param>
/// <param name="Since">Since when.</param>
public sealed record ScopePause(string Scope, Failure Failure, DateTimeOffset Since);
