namespace SyncEngine.Stripe.Webhooks;

/// <summary>Takes deliveries in, and shows and replays what was stored.</summary>
public interface IStripeWebhookInbox
{
    /// <summary>
    /// Verifies a delivery, stores the event as it came and marks what it is about, in one transaction. It returns once that is committed;
    /// a second delivery of the same event changes nothing. No exception for any input; a database that is away throws, so that Stripe delivers again.
    /// </summary>
    /// <param name="body">The body, byte for byte.</param>
    /// <param name="signature">The header <c>Stripe-Signature</c>; null when there was none.</param>
    /// <param name="cancellationToken">Cancels the wait; what is stored stays stored.</param>
    Task<WebhookReceipt> ReceiveAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken cancellationToken = default);

    /// <summary>Stored events, the newest first.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="pageSize">At most so many, 1 to 500.</param>
    /// <param name="after">The former page's <see cref="Page{T}.Next"/>; null for the first.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<Page<StoredWebhook>> ListAsync(WebhookState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>Marks what a stored event is about once more.</summary>
    /// <returns>False when there is no such event.</returns>
    Task<bool> ReplayAsync(string eventId, Model.Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Takes in what Stripe could not deliver, as if it had been delivered.</summary>
    /// <returns>How many events were not known yet.</returns>
    Task<int> RecoverAsync(DateTimeOffset since, CancellationToken cancellationToken = default);
}
