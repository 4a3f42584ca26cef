using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>A local record's remote partner, and what both last agreed on.</summary>
internal sealed record RecordLink(string ExternalId, string RemoteId, IReadOnlyDictionary<string, BasePair> Base);
