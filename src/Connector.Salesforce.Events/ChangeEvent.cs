namespace Connector.Salesforce.Events;

/// <summary>A change of records.</summary>
/// <param name="Topic">The subscription's topic.</param>
/// <param name="ReplayId">Where it stands.</param>
/// <param name="Type">What happened.</param>
/// <param name="Header">Which records, who, when.</param>
/// <param name="Changes">
/// The fields that changed, a null where one was emptied; a field that did not change is absent, though the wire sends null for it. Compound fields stand under the
/// names that records have: <c>FirstName</c>, <c>MailingCity</c>. A date or date-time of which the schema does not say so comes as on the wire: milliseconds since 1970, UTC.
/// </param>
public sealed record ChangeEvent(string Topic, ReplayId ReplayId, ChangeType Type, ChangeHeader Header, SalesforceRecord Changes)
    : SalesforceEvent(Topic, ReplayId)
{
    /// <summary>Large text fields of which Salesforce sends a difference only; they are not among the changes: read them from the record.</summary>
    public IReadOnlyList<string> DiffFields { get; init; } = [];
}
