namespace Simulator.SalesforceOrg.Events;

/// <summary>Which object's creates and updates are told to which address, with which fields.</summary>
internal sealed record OutboundRule(string Name, string Type, Uri Url, IReadOnlyList<string> Fields);

/// <summary>A notification that waits for its acknowledgement.</summary>
internal sealed record OutboundNotification(string Id, string Rule, string RecordId, DateTimeOffset At, IReadOnlyList<KeyValuePair<string, string?>> Values);
