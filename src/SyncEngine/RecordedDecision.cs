using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine;

/// <summary>A decision as it was taken.</summary>
/// <param name="JournalId">The journal entry that tells it.</param>
/// <param name="Key">The record.</param>
/// <param name="At">When.</param>
/// <param name="Fields">Each field: what it depended on, and what was decided.</param>
public sealed record RecordedDecision(long JournalId, WorkKey Key, DateTimeOffset At, IReadOnlyList<(FieldInput Input, FieldPlan Plan)> Fields);
