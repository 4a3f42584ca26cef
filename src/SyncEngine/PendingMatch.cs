namespace SyncEngine;

/// <summary>A first contact that waits for a person: is one of these the same?</summary>
/// <param name="Mapping">The mapping's name.</param>
/// <param name="ExternalId">The local record's external id.</param>
/// <param name="Reason">Why it was not decided by itself.</param>
/// <param name="Candidates">The records it may be.</param>
/// <param name="FoundAt">When it was asked.</param>
public sealed record PendingMatch(string Mapping, string ExternalId, string Reason, IReadOnlyList<MatchCandidate> Candidates, DateTimeOffset FoundAt);
