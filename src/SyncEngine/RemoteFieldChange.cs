namespace SyncEngine;

/// <summary>One field that was changed in Salesforce.</summary>
/// <param name="Field">The local name.</param>
/// <param name="RemoteField">The Salesforce API name.</param>
/// <param name="Before">The site's value, in its stored form; null for null.</param>
/// <param name="After">Salesforce's value.</param>
public sealed record RemoteFieldChange(string Field, string RemoteField, string? Before, string? After);
