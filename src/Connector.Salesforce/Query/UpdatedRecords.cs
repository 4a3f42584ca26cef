namespace Connector.Salesforce.Query;

/// <summary>What was changed in a span of time.</summary>
/// <param name="Ids">The records.</param>
/// <param name="LatestDateCovered">Up to here the answer is whole. It can lag behind the end that was asked for: the next span starts here.</param>
public sealed record UpdatedRecords(IReadOnlyList<SalesforceId> Ids, DateTimeOffset LatestDateCovered);
