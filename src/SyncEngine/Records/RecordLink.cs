using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>A local record's remote partner, what both last agreed on, and how its fields went of late.</summary>
internal sealed record RecordLink(string ExternalId, string RemoteId, IReadOnlyDictionary<string, BasePair> Base)
{
    public FieldHistory History { get; init; } = FieldHistory.Empty;

    /// <summary>The remote id that the database holds; null where it holds no link. Another than <see cref="RemoteId"/> after a merge on the other side.</summary>
    public string? StoredRemoteId { get; init; }
}
