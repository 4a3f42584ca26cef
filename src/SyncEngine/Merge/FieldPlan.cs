namespace SyncEngine.Merge;

/// <summary>The decision on one field.</summary>
/// <param name="Field">Its local name.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="Reason">
/// Why, as a stable word: <c>agree</c>, <c>local-changed</c>, <c>remote-changed</c>, <c>drift</c>, <c>conflict</c>, <c>blank-filled</c>, <c>differs</c>,
/// <c>late-landing</c>, <c>unclear</c> (an older value of ours in the org's own form, or somebody's edit that contains it), <c>created</c>, <c>flips</c>, <c>decided</c>, <c>inward-off</c>, <c>outward-off</c>.
/// </param>
/// <param name="Agreed">Whether both sides agree now, without any action: the base may take it.</param>
/// <param name="Value">For <see cref="FieldAction.Set"/>: the third value, canonical.</param>
public sealed record FieldPlan(string Field, FieldAction Action, string Reason, bool Agreed = false, string? Value = null);
