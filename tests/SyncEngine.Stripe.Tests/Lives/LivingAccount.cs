using System.Collections.Concurrent;
using System.Text;
using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Checkout;
using Connector.Stripe.Customers;
using Connector.Stripe.Events;
using Connector.Stripe.Reconciliation;
using Connector.Stripe.Subscriptions;
using Connector.Stripe.Webhooks;

namespace SyncEngine.Stripe.Tests.Lives;

/// <summary>A Stripe account of plain values: the present state of each customer, and the events that could not be delivered, kept for 30 days. Thread-safe.</summary>
internal sealed class LivingAccount(TimeProvider time) : IStripeConnector, IStripeCustomers, IStripePayments, IStripeEvents, IStripeSubscriptions
{
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, (StripeOwner Owner, CustomerState State)> _customers = new();
    private readonly ConcurrentQueue<(DateTimeOffset At, string Body)> _undelivered = new();

    public IStripeCheckout Checkout => throw new NotSupportedException();

    public IStripeCustomers Customers => this;

    public IStripeSubscriptions Subscriptions => this;

    public IStripePayments Payments => this;

    public IStripeEvents Events => this;

    public CustomerState this[string customerId] => _customers[customerId].State with { ReadAt = time.GetUtcNow() };

    public void Put(StripeOwner owner, CustomerState state) => _customers[state.CustomerId] = (owner, state);

    public void GiveUp(string body) => _undelivered.Enqueue((time.GetUtcNow(), body));

    public Task<CustomerState?> ReadAsync(string customerId, bool withUpcoming = false, CancellationToken cancellationToken = default) =>
        Task.FromResult(_customers.ContainsKey(customerId) ? this[customerId] : null);

    public Task<StripeOwner?> FindOwnerAsync(string customerId, CancellationToken cancellationToken = default) =>
        Task.FromResult(_customers.TryGetValue(customerId, out var found) ? found.Owner : (StripeOwner?)null);

    public Task<string?> FindByObjectAsync(string objectType, string objectId, CancellationToken cancellationToken = default) =>
        Task.FromResult(_customers.Where(pair => pair.Value.State.Disputes.Any(dispute => dispute.Id == objectId)).Select(pair => pair.Key).FirstOrDefault());

    public async IAsyncEnumerable<CustomerCharge> ListAsync(DateTimeOffset from, DateTimeOffset until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (id, (_, state)) in _customers)
        {
            var disputed = state.Disputes.Select(dispute => dispute.ChargeId).ToHashSet();
            foreach (var charge in state.Charges.Where(charge => charge.Created >= from && charge.Created < until))
                yield return new CustomerCharge(id, charge with { IsDisputed = disputed.Contains(charge.Id) });
        }
    }

    public async IAsyncEnumerable<CustomerSubscription> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (id, (_, state)) in _customers)
        {
            foreach (var subscription in state.Subscriptions.Where(subscription => subscription.IsLive))
                yield return new CustomerSubscription(id, subscription);
        }
    }

    public async IAsyncEnumerable<StoredEvent> ListUndeliveredAsync(DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (_, body) in _undelivered.Where(one => one.At >= since && one.At > time.GetUtcNow() - EventsKept))
        {
            WebhookEnvelopeParser.TryParse(Encoding.UTF8.GetBytes(body), out var envelope, out _).Should().BeTrue();
            yield return new StoredEvent(envelope!, body);
        }
    }

    public Task<string> EnsureAsync(StripeOwner owner, CustomerContact contact, string? former = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Uri> OpenPortalAsync(string customerId, Uri returnUrl, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SubscriptionState> CancelAtPeriodEndAsync(string subscriptionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SubscriptionState> UndoCancelAsync(string subscriptionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SubscriptionState> CancelNowAsync(string subscriptionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SubscriptionState> PauseAsync(string subscriptionId, DateTimeOffset? until = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SubscriptionState> ResumeAsync(string subscriptionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<TierChangePreview> PreviewTierAsync(string subscriptionId, string priceId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SubscriptionState> ChangeTierAsync(string subscriptionId, TierChangePreview preview, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task RetryInvoiceAsync(string invoiceId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
