namespace SyncEngine;

/// <summary>One field's change.</summary>
/// <param name="Field">The local name.</param>
/// <param name="RemoteField">The Salesforce API name.</param>
/// <param name="ToSalesforce">True when it went out, false when it came in.</param>
/// <param name="Before">The value that gave way, in its stored form; null for null.</param>
/// <param name="After">The value that stands now.</param>
public sealed record JournalField(string Field, string RemoteField, bool ToSalesforce, string? Before, string? After);
