namespace SyncEngine.Records;

/// <summary>What was sent, or was about to be, for one record: remote fields and their values.</summary>
internal sealed record RecordIntent(Guid Id, string ExternalId, IReadOnlyDictionary<string, string?> Fields);
