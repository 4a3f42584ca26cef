namespace Connector.Stripe.Reconciliation;

/// <summary>All money that came in, of whomever: what a comparison holds the site's facts against.</summary>
public interface IStripePayments
{
    /// <summary>Charges made in a period, the newest first, each with its refunds, whatever became of it.</summary>
    /// <param name="from">Not before.</param>
    /// <param name="until">Before.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    IAsyncEnumerable<CustomerCharge> ListAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default);
}
