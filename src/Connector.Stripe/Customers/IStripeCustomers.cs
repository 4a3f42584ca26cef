using Connector.Stripe.Billing;

namespace Connector.Stripe.Customers;

/// <summary>Makes customers and reads all that Stripe holds of one.</summary>
public interface IStripeCustomers
{
    /// <summary>Makes a customer for a payer who has none. Called twice for the same payer, also at the same time, it makes one.</summary>
    /// <param name="owner">Who pays.</param>
    /// <param name="contact">Name and e-mail for Stripe's own receipts and pages.</param>
    /// <param name="former">The payer's former customer, if that one was deleted; null for the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The customer's id. Keep it: it is not looked up again, by e-mail least of all.</returns>
    Task<string> EnsureAsync(StripeOwner owner, CustomerContact contact, string? former = null, CancellationToken cancellationToken = default);

    /// <summary>Who a customer is on this site, by the metadata that the connector wrote; null for everybody else's customers, and deleted ones.</summary>
    Task<StripeOwner?> FindOwnerAsync(string customerId, CancellationToken cancellationToken = default);

    /// <summary>The customer behind any object; null when it has none (a guest's payment) or there is no such object.</summary>
    /// <param name="objectType">As in an event: <c>invoice</c>, <c>charge</c>, <c>dispute</c>, <c>checkout.session</c>, ….</param>
    /// <param name="objectId">Its id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<string?> FindByObjectAsync(string objectType, string objectId, CancellationToken cancellationToken = default);

    /// <summary>Reads the present state; null when there is no such customer in this account and mode.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="withUpcoming">Whether to ask what will be charged next, one call more.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    Task<CustomerState?> ReadAsync(string customerId, bool withUpcoming = false, CancellationToken cancellationToken = default);

    /// <summary>Opens Stripe's billing portal for a customer.</summary>
    /// <returns>Its address, good for a few minutes.</returns>
    Task<Uri> OpenPortalAsync(string customerId, Uri returnUrl, CancellationToken cancellationToken = default);
}
