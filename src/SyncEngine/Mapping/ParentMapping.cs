using SyncEngine.Merge;

namespace SyncEngine.Mapping;

/// <summary>A mapped parent, set in Salesforce by its external id.</summary>
/// <param name="Navigation">The navigation property's name.</param>
/// <param name="Relationship">The relationship's name in Salesforce: <c>Account</c>, <c>Sponsor__r</c>.</param>
/// <param name="ParentType">The parent's entity type, which must be mapped, too.</param>
/// <param name="Read">The parent entity, if it is set and loaded.</param>
internal sealed record ParentMapping(string Navigation, string Relationship, Type ParentType, Func<object, object?> Read)
{
    /// <summary>Which way it goes.</summary>
    public Direction Direction { get; init; }

    /// <summary>Who is right when both sides changed it.</summary>
    public ConflictPolicy Policy { get; init; }

    /// <summary>The field that holds the parent's Salesforce id.</summary>
    public string RemoteField => Relationship.EndsWith("__r", StringComparison.Ordinal) ? Relationship[..^1] + "c" : Relationship + "Id";
}
