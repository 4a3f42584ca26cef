using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One field that would be decided otherwise.</summary>
/// <param name="JournalId">The journal entry.</param>
/// <param name="Key">The record.</param>
/// <param name="Field">The field's local name.</param>
/// <param name="Was">What was decided.</param>
/// <param name="WouldBe">What would be.</param>
/// <param name="Input">What it depends on.</param>
public sealed record DecisionDifference(long JournalId, WorkKey Key, string Field, FieldPlan Was, FieldPlan WouldBe, FieldInput Input);
