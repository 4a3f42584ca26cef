namespace SyncEngine;

/// <summary>What an admin may change of a mapping: its fields and what a first contact matches on. The rest stays as the site's code has it.</summary>
/// <param name="Mapping">The mapping's name.</param>
/// <param name="Fields">The fields, in order.</param>
/// <param name="Match">The local names whose equality makes a sure match; empty for "only the external id tells".</param>
public sealed record MappingDraft(string Mapping, IReadOnlyList<MappedField> Fields, IReadOnlyList<string> Match);
