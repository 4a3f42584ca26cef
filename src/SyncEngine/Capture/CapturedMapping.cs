using SyncEngine.Model;

namespace SyncEngine.Capture;

/// <summary>What capture must know of a mapped entity type.</summary>
/// <param name="Name">The mapping's name.</param>
/// <param name="Lane">The lane of its marks.</param>
/// <param name="Fields">The fields and what they are read from.</param>
/// <param name="IdentityMember">The property that holds the external id.</param>
/// <param name="Identity">Reads and mints the external id.</param>
internal sealed record CapturedMapping(string Name, Lane Lane, IReadOnlyList<CapturedField> Fields, string IdentityMember, Mapping.Identity Identity);
