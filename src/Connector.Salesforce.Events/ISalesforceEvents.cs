namespace Connector.Salesforce.Events;

/// <summary>The events of one org. Safe for use by any number of threads. Source: Pub/Sub API Developer Guide; Change Data Capture Developer Guide.</summary>
public interface ISalesforceEvents
{
    /// <summary>
    /// Listens until it is cancelled. An event counts as dealt with when the next one is asked for, and only then are more asked of Salesforce.
    /// Broken and silent streams are opened anew behind the last event that was dealt with, with back-off and, where need be, a new token.
    /// </summary>
    /// <exception cref="SalesforceReplayIdException">The replay id is expired or corrupt; the exception says how to lose nothing.</exception>
    /// <exception cref="SalesforceAuthenticationException">The org lets us not in, also with a new token.</exception>
    /// <exception cref="SalesforceLimitException">The org's allocation of events or subscriptions is used up.</exception>
    /// <exception cref="SalesforceException">The topic is not there, or the user may not subscribe to it.</exception>
    IAsyncEnumerable<SalesforceEvent> SubscribeAsync(EventSubscription subscription, CancellationToken cancellationToken = default);

    /// <summary>
    /// What changed while no event told of it: every record of an object whose <c>SystemModstamp</c> is not older than a moment, deleted ones included,
    /// oldest first. Over REST.
    /// </summary>
    /// <param name="type">The object.</param>
    /// <param name="since">The commit time of the last event that was dealt with; five minutes are added before it, since stamps become visible late.</param>
    /// <param name="fields">The fields to read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<BackfilledRecord> BackfillAsync(
        string type, DateTimeOffset since, IReadOnlyCollection<string> fields, CancellationToken cancellationToken = default);
}
