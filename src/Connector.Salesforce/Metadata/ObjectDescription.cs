namespace Connector.Salesforce.Metadata;

/// <summary>An object and its fields, as the integration user sees them.</summary>
/// <param name="Summary">The object.</param>
/// <param name="Fields">Its fields, in the order Salesforce gives.</param>
public sealed record ObjectDescription(ObjectSummary Summary, IReadOnlyList<FieldDescription> Fields)
{
    /// <summary>The objects whose records may have one of this as their parent.</summary>
    public IReadOnlyList<ChildRelationship> ChildRelationships { get; init; } = [];

    /// <summary>Its record types.</summary>
    public IReadOnlyList<RecordType> RecordTypes { get; init; } = [];

    /// <summary>Its API name.</summary>
    public string Name => Summary.Name;

    /// <summary>A field by its API name, without regard to case; null when there is none.</summary>
    public FieldDescription? Field(string name) => Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
