using SyncEngine.Model;

namespace SyncEngine.Mapping;

/// <summary>A local entity type and the Salesforce object it agrees with, compiled and checked.</summary>
internal sealed record EntityMapping
{
    public required string Name { get; init; }

    public required Type EntityType { get; init; }

    public required string RemoteObject { get; init; }

    /// <summary>The external-id field of this site's own.</summary>
    public required string ExternalIdField { get; init; }

    /// <summary>The property that holds the external id.</summary>
    public required string IdentityMember { get; init; }

    /// <summary>The external id, minted on the entity if it has none.</summary>
    public required Func<object, string> IdentityOf { get; init; }

    /// <summary>Fields in the order in which they were declared, constants among them.</summary>
    public required IReadOnlyList<FieldMapping> Fields { get; init; }

    /// <summary>The fields whose equality makes a sure match at first contact; empty for "never match".</summary>
    public required IReadOnlyList<FieldMapping> Match { get; init; }

    public required IReadOnlyList<ParentMapping> Parents { get; init; }

    /// <summary>The date-time field that is stamped at each write, if any.</summary>
    public string? StampField { get; init; }

    public Lane Lane { get; init; } = Lane.Profiles;

    public IEnumerable<string> Members =>
        Fields.Where(mapped => mapped.Member is not null).Select(mapped => mapped.Member!).Concat(Parents.Select(parent => parent.Navigation));

    /// <summary>All that is read of a remote record.</summary>
    public IReadOnlyCollection<string> RemoteFields =>
        [.. new[] { "Id", ExternalIdField, "LastModifiedDate" }.Concat(Fields.Select(mapped => mapped.RemoteField)).Concat(Parents.Select(parent => parent.RemoteField)).Distinct()];
}
