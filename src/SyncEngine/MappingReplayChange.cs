using SyncEngine.Merge;

namespace SyncEngine;

/// <summary>A field whose decisions come out otherwise.</summary>
/// <param name="Field">Its local name.</param>
/// <param name="Was">What was decided.</param>
/// <param name="WouldBe">What the draft decides.</param>
/// <param name="Count">How often.</param>
public sealed record MappingReplayChange(string Field, FieldAction Was, FieldAction WouldBe, int Count);
