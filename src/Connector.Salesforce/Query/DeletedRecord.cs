namespace Connector.Salesforce.Query;

/// <summary>One deletion.</summary>
/// <param name="Id">The record.</param>
/// <param name="DeletedAt">When it was deleted.</param>
public sealed record DeletedRecord(SalesforceId Id, DateTimeOffset DeletedAt);
