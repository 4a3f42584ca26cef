namespace Connector.Salesforce.Events;

/// <summary>What a change event tells of the change itself. Source: Change Data Capture Developer Guide, "Change Event Header Fields".</summary>
/// <param name="EntityName">The object: <c>Contact</c>.</param>
/// <param name="RecordIds">
/// The records; several where the same change was made to several in one transaction. Ids as they came: an overflow may say <c>001*</c>, all of an object.
/// </param>
public sealed record ChangeHeader(string EntityName, IReadOnlyList<string> RecordIds)
{
    /// <summary>Who made it: <c>com/salesforce/api/rest/67.0;client=Connector</c>, with the client's <c>Sforce-Call-Options</c>; empty for a person in the pages.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The transaction; its events carry the same key.</summary>
    public string TransactionKey { get; init; } = "";

    /// <summary>The event's place within its transaction, from 1.</summary>
    public int SequenceNumber { get; init; }

    /// <summary>When it was committed.</summary>
    public DateTimeOffset CommittedAt { get; init; }

    /// <summary>The commit's number: it grows with each transaction of the org.</summary>
    public long CommitNumber { get; init; }

    /// <summary>The user who made it.</summary>
    public string CommitUser { get; init; } = "";

    /// <summary>The records that are named one by one.</summary>
    public IEnumerable<SalesforceId> Ids => RecordIds.Where(id => SalesforceId.TryParse(id, out _)).Select(id => SalesforceId.Parse(id, null));

    /// <summary>Whether a connector of this name made the change (<see cref="SalesforceOptions.ClientName"/>): an echo.</summary>
    public bool IsFrom(string clientName) =>
        Origin.Split(';').Any(part => part.Trim().Equals($"client={clientName}", StringComparison.OrdinalIgnoreCase));
}
