namespace Connector.Stripe.Events;

/// <summary>Events as Stripe keeps them, for 30 days.</summary>
public interface IStripeEvents
{
    /// <summary>Events whose delivery to one of the account's endpoints failed, newest first, as Stripe would have sent them.</summary>
    /// <param name="since">Not older than this.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    IAsyncEnumerable<StoredEvent> ListUndeliveredAsync(DateTimeOffset since, CancellationToken cancellationToken = default);
}
