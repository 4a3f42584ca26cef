using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine;

/// <summary>One mapped field of one record, on both sides; values in their canonical text, null for null.</summary>
/// <param name="Name">The local name.</param>
/// <param name="RemoteField">The Salesforce API name.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Policy">Who is right when both sides changed.</param>
/// <param name="Local">The site's value now.</param>
/// <param name="Remote">Salesforce's value now; null when Salesforce was not asked.</param>
/// <param name="BaseLocal">The site's value when both last agreed.</param>
/// <param name="BaseRemote">Salesforce's value when both last agreed.</param>
public sealed record RecordField(
    string Name, string RemoteField, Direction Direction, ConflictPolicy Policy, string? Local, string? Remote, string? BaseLocal, string? BaseRemote);
