using SyncEngine.Merge;

namespace SyncEngine;

/// <summary>One field of one record that a run would change or ask about.</summary>
/// <param name="ExternalId">The record.</param>
/// <param name="Field">The field's local name.</param>
/// <param name="Action">What would be done.</param>
/// <param name="Local">The site's value.</param>
/// <param name="Remote">Salesforce's value.</param>
public sealed record SyncRunExample(string ExternalId, string Field, FieldAction Action, string? Local, string? Remote);
