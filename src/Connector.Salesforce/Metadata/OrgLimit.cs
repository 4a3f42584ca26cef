namespace Connector.Salesforce.Metadata;

/// <summary>A limit of the org.</summary>
/// <param name="Max">What is allowed.</param>
/// <param name="Remaining">What is left.</param>
public sealed record OrgLimit(long Max, long Remaining);
