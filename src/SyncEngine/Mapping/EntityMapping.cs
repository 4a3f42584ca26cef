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
    public required Identity Identity { get; init; }

    /// <summary>Fields in the order in which they were declared, constants among them.</summary>
    public required IReadOnlyList<FieldMapping> Fields { get; init; }

    /// <summary>The fields whose equality makes a sure match at first contact; empty for "never match".</summary>
    public required IReadOnlyList<FieldMapping> Match { get; init; }

    /// <summary>What must hold for a match to be sure, such as a confirmed e-mail address; null for nothing more.</summary>
    public MatchCondition? MatchCondition { get; init; }

    public required IReadOnlyList<ParentMapping> Parents { get; init; }

    /// <summary>The date-time field that is stamped at each write, if any.</summary>
    public string? StampField { get; init; }

    /// <summary>The switches as the site's code sets them; an admin may have set others.</summary>
    public DirectionSwitch Outward { get; init; } = DirectionSwitch.On;

    public DirectionSwitch Inward { get; init; } = DirectionSwitch.On;

    public DeletePolicy OnSiteDelete { get; init; } = DeletePolicy.Ignore;

    public DeletePolicy OnSalesforceDelete { get; init; } = DeletePolicy.Ask;

    /// <summary>For <see cref="DeletePolicy.Archive"/> outwards: the Salesforce field and its value.</summary>
    public (string Field, string Value)? RemoteArchive { get; init; }

    /// <summary>For <see cref="DeletePolicy.Archive"/> inwards: what is done to the entity.</summary>
    public Action<object>? LocalArchive { get; init; }

    /// <summary>Makes the local entity for a new Salesforce record; null where new ones are nobody's.</summary>
    public Func<object>? MakeLocal { get; init; }

    public Lane Lane { get; init; } = Lane.Profiles;

    /// <summary>The paths that any field or parent is read from.</summary>
    public IEnumerable<string> Paths => Fields.SelectMany(mapped => mapped.Paths).Concat(Parents.Select(parent => parent.Navigation)).Concat(MatchCondition?.Paths ?? []);

    public string BaseKey(string field) => Fields.FirstOrDefault(mapped => mapped.Name == field)?.BaseKey ?? field;

    public string IdentityOf(object entity) => Identity.Of(entity);

    /// <summary>Whether Salesforce lets records of this object be merged into one another.</summary>
    public bool CanBeMerged => RemoteObject is "Account" or "Contact" or "Lead";

    /// <summary>All that is read of a remote record.</summary>
    public IReadOnlyCollection<string> RemoteFields =>
        [.. new[] { "Id", ExternalIdField, "LastModifiedDate", "LastModifiedById" }.Concat(Fields.Select(mapped => mapped.RemoteField)).Concat(Parents.Select(parent => parent.RemoteField)).Distinct()];
}
