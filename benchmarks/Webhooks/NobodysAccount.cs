using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Checkout;
using Connector.Stripe.Customers;
using Connector.Stripe.Events;
using Connector.Stripe.Reconciliation;
using Connector.Stripe.Subscriptions;

namespace Benchmarks.Webhooks;

/// <summary>An account in which every customer is somebody else's: the reconcilers work, and the network is not measured along.</summary>
internal sealed class NobodysAccount : IStripeConnector, IStripeCustomers
{
    public IStripeCheckout Checkout => throw new NotSupportedException();

    public IStripeCustomers Customers => this;

    public IStripeSubscriptions Subscriptions => throw new NotSupportedException();

    public IStripePayments Payments => throw new NotSupportedException();

    public IStripeEvents Events => throw new NotSupportedException();

    public Task<StripeOwner?> FindOwnerAsync(string customerId, CancellationToken cancellationToken = default) => Task.FromResult<StripeOwner?>(null);

    public Task<string?> FindByObjectAsync(string objectType, string objectId, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    public Task<CustomerState?> ReadAsync(string customerId, bool withUpcoming = false, CancellationToken cancellationToken = default) => Task.FromResult<CustomerState?>(null);

    public Task<string> EnsureAsync(StripeOwner owner, CustomerContact contact, string? former = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Uri> OpenPortalAsync(string customerId, Uri returnUrl, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
