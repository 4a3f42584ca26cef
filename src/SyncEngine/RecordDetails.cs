using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One mapped record as the engine knows it, field by field.</summary>
/// <param name="Key">Its key.</param>
/// <param name="RemoteObject">The Salesforce object's API name.</param>
/// <param name="Label">What a person knows it by, from its mapped name fields; null when it is not in the site's database.</param>
/// <param name="RemoteId">The linked Salesforce record's id; null when not linked.</param>
/// <param name="LinkedAt">When it was linked first; null when not linked.</param>
/// <param name="LastSyncedAt">When both sides last agreed; null when never.</param>
/// <param name="Local">Whether it exists in the site's database.</param>
/// <param name="Remote">Whether it exists in Salesforce; null when Salesforce was not asked.</param>
/// <param name="Fields">The mapped fields, in the mapping's order.</param>
public sealed record RecordDetails(
    WorkKey Key,
    string RemoteObject,
    string? Label,
    string? RemoteId,
    DateTimeOffset? LinkedAt,
    DateTimeOffset? LastSyncedAt,
    bool Local,
    bool? Remote,
    IReadOnlyList<RecordField> Fields);
