namespace SyncEngine;

/// <summary>How fresh one mapping is.</summary>
/// <param name="Mapping">Its name.</param>
/// <param name="RemoteObject">The Salesforce object's API name.</param>
/// <param name="Linked">How many local records are linked.</param>
/// <param name="LastSyncedAt">When a record of it last came to agree; null when never.</param>
/// <param name="Pending">Its keys that are not done, failed ones apart.</param>
/// <param name="Failed">Its dead-lettered keys.</param>
public sealed record MappingStatus(string Mapping, string RemoteObject, long Linked, DateTimeOffset? LastSyncedAt, long Pending, long Failed);
