namespace SyncEngine;

/// <summary>An existing Salesforce record that may be the same as a local one.</summary>
/// <param name="RemoteId">Its 18-character id.</param>
/// <param name="ExternalId">What stands in the external-id field; null when it is blank. Not blank means that it belongs to another record of this site.</param>
/// <param name="Values">Its mapped fields, for showing both side by side.</param>
public sealed record MatchCandidate(string RemoteId, string? ExternalId, IReadOnlyDictionary<string, string?> Values);
