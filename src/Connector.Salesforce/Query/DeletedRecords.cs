namespace Connector.Salesforce.Query;

/// <summary>What was deleted in a span of time.</summary>
/// <param name="Records">The records.</param>
/// <param name="EarliestDateAvailable">Before this Salesforce remembers nothing any more: a span that starts earlier has a gap.</param>
/// <param name="LatestDateCovered">Up to here the answer is whole. It can lag behind the end that was asked for: the next span starts here.</param>
public sealed record DeletedRecords(IReadOnlyList<DeletedRecord> Records, DateTimeOffset EarliestDateAvailable, DateTimeOffset LatestDateCovered);
