using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>What a person was asked about a field, with both values as they were, and what they decided; null while they have not.</summary>
internal sealed record FieldQuestion(string Field, bool IsUnclear, string? Local, string? Remote, FieldDecision? Decision);
