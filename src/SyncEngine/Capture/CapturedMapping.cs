using SyncEngine.Model;

namespace SyncEngine.Capture;

/// <summary>What capture must know of a mapped entity type.</summary>
/// <param name="Name">The mapping's name.</param>
/// <param name="Lane">The lane of its marks.</param>
/// <param name="Members">The properties and navigations whose change matters, by their names on the entity.</param>
/// <param name="IdentityOf">The external id, minted on the entity if it has none.</param>
internal sealed record CapturedMapping(string Name, Lane Lane, IReadOnlySet<string> Members, Func<object, string> IdentityOf);
