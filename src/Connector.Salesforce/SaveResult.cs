namespace Connector.Salesforce;

/// <summary>What became of one record of a write. In a batch a failed record is a result, not an exception.</summary>
/// <param name="Id">The record's id; null when it failed before it had one.</param>
/// <param name="Success">Whether it was written.</param>
/// <param name="Created">For upserts: true when it was created, false when it was updated, null when Salesforce does not say.</param>
/// <param name="Errors">Why it failed; empty on success.</param>
public sealed record SaveResult(SalesforceId? Id, bool Success, bool? Created, IReadOnlyList<SalesforceError> Errors);
