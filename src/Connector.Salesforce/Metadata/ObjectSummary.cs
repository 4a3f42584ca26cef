namespace Connector.Salesforce.Metadata;

/// <summary>An object of the org, without its fields.</summary>
/// <param name="Name">Its API name.</param>
/// <param name="Label">Its name for people.</param>
public sealed record ObjectSummary(string Name, string Label)
{
    /// <summary>The first three characters of its ids; null where it has none.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Whether the org made it itself.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether the user may query it.</summary>
    public bool IsQueryable { get; init; }

    /// <summary>Whether the user may create records.</summary>
    public bool IsCreateable { get; init; }

    /// <summary>Whether the user may update records.</summary>
    public bool IsUpdateable { get; init; }

    /// <summary>Whether the user may delete records.</summary>
    public bool IsDeletable { get; init; }
}
