using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine;

/// <summary>One field of a mapping, as an admin edits it.</summary>
/// <param name="Name">The local name: a property of the entity, or the name of an expression or constant that the site's code maps.</param>
/// <param name="RemoteField">The Salesforce field's API name.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Policy">Who is right when both sides changed.</param>
/// <param name="Comparison">When two values count as the same.</param>
public sealed record MappedField(string Name, string RemoteField, Direction Direction = Direction.Both, ConflictPolicy Policy = ConflictPolicy.Manual, Comparison Comparison = Comparison.Exact);
