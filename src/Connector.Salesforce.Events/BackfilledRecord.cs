namespace Connector.Salesforce.Events;

/// <summary>A record that changed while no event told of it.</summary>
/// <param name="Record">The record as it is.</param>
/// <param name="IsDeleted">Whether it is in the recycle bin.</param>
/// <param name="ChangedAt">Its <c>SystemModstamp</c>.</param>
public sealed record BackfilledRecord(SalesforceRecord Record, bool IsDeleted, DateTimeOffset ChangedAt);
