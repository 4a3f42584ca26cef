using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine;

/// <summary>One field of a mapping, as an admin edits it.</summary>
/// <param name="Name">The local name: a property of the entity, or the name of an expression or constant that the site's code maps.</param>
/// <param name="RemoteField">The Salesforce field's API name.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Policy">Who is right when both sides changed.</param>
/// <param name="Comparison">When two values count as the same.</param>
public sealed record MappedField(string Name, string RemoteField, Direction Direction = Direction.Both, ConflictPolicy Policy = ConflictPolicy.Manual, Comparison Comparison = Comparison.Exact)
{
    /// <summary>
    /// Values that are written otherwise in Salesforce: the site's stored form and Salesforce's text. Null for none; a value that is not among them goes as it is.
    /// Each stands on either side at most once, so that the way back is sure.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}
