namespace Connector.Salesforce.Metadata;

/// <summary>A record type of an object.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="DeveloperName">Its API name.</param>
/// <param name="IsAvailable">Whether the user may use it.</param>
/// <param name="IsDefault">Whether the user's new records have it.</param>
public sealed record RecordType(string Id, string Name, string? DeveloperName, bool IsAvailable, bool IsDefault);
