using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One cause that stops keys of one scope, with how many it stops.</summary>
/// <param name="Id">Names the group as long as anything is in it: made of scope, state and cause, the same on every host.</param>
/// <param name="Scope">The scope, <c>kind:type</c>.</param>
/// <param name="State">How its keys stand.</param>
/// <param name="Failure">Why.</param>
/// <param name="Count">How many keys.</param>
/// <param name="Oldest">When the oldest unanswered mark among them was made.</param>
public sealed record FailureGroup(string Id, string Scope, SyncState State, Failure Failure, long Count, DateTimeOffset Oldest);
