using Connector.Salesforce;

namespace SyncEngine.Inbound;

/// <summary>Word that a Salesforce record may have changed. What changed is read when it is looked at; values given here only save looks.</summary>
/// <param name="RemoteObject">The object's API name.</param>
/// <param name="RemoteId">The record.</param>
/// <param name="Reference">Where the word came from, for the journal: a replay id, a notification id. Nothing personal.</param>
public sealed record RemoteChangeNotice(string RemoteObject, SalesforceId RemoteId, string? Reference = null)
{
    /// <summary>
    /// The changed fields with their new values, where the source tells them; null when it does not. An echo of what both sides agree on is not looked at.
    /// </summary>
    public SalesforceRecord? Changed { get; init; }

    /// <summary>Whether the record was deleted.</summary>
    public bool IsDeleted { get; init; }
}
