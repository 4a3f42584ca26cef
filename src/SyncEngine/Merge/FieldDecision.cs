namespace SyncEngine.Merge;

/// <summary>What a person decided on one field, and what they saw when they did: it holds as long as both sides still show that.</summary>
/// <param name="Choice">Which value is to stand.</param>
/// <param name="Value">For <see cref="FieldChoice.Other"/>: the third value, canonical.</param>
/// <param name="SeenLocal">The site's value at the time.</param>
/// <param name="SeenRemote">Salesforce's value at the time.</param>
public sealed record FieldDecision(FieldChoice Choice, string? Value, string? SeenLocal, string? SeenRemote);
