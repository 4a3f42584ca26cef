namespace Connector.Salesforce.Metadata;

/// <summary>An object whose records may have one of the described object as their parent.</summary>
/// <param name="ChildObject">The child object.</param>
/// <param name="Field">Its field that points here.</param>
/// <param name="Name">The relationship's name in subqueries; null when it has none.</param>
public sealed record ChildRelationship(string ChildObject, string Field, string? Name);
