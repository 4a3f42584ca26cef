namespace SyncEngine.Records;

/// <summary>A first contact that a person was asked about.</summary>
internal sealed record MatchRow(string ExternalId, string? Choice);
