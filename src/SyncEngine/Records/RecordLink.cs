using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>A local record's remote partner, what both last agreed on, and how its fields went of late.</summary>
internal sealed record RecordLink(string ExternalId, string RemoteId, IReadOnlyDictionary<string, BasePair> Base)
{
    public FieldHistory History { get; init; } = FieldHistory.Empty;
}
