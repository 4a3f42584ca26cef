using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Checkout;
using Connector.Stripe.Customers;
using Connector.Stripe.Subscriptions;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Diagnostics;
using SyncEngine.Stripe.Facts;

namespace SyncEngine.Stripe;

internal sealed class StripeMemberships(
    IStripeConnector stripe, ISyncStore store, IMembershipSite site, Reckoning reckoning, OverviewReader overviews, OfflinePayments offline,
    IOptions<StripeMembershipOptions> options) : IStripeMemberships
{
    private readonly StripeMembershipOptions _options = options.Value;

    public Task<MembershipOverview> GetAsync(StripeOwner owner, CancellationToken cancellationToken = default) =>
        store.ReadAsync((reading, token) => overviews.ReadAsync(reading, owner, token), cancellationToken);

    public async Task<CheckoutStart> StartCheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await stripe.Checkout.StartMembershipAsync(
            new MembershipCheckout
            {
                Owner = request.Owner,
                CustomerId = await EnsureCustomerAsync(request.Owner, cancellationToken),
                PriceId = Price(request.Tier),
                Quantity = request.Quantity,
                Donation = request.Donation,
                SuccessUrl = request.SuccessUrl,
                CancelUrl = request.CancelUrl,
                PaymentMethodTypes = request.PaymentMethodTypes,
            }, cancellationToken);
    }

    public async Task<CheckoutStart> StartDonationAsync(StripeOwner owner, Money amount, Uri successUrl, Uri cancelUrl, CancellationToken cancellationToken = default) =>
        await stripe.Checkout.StartDonationAsync(
            new DonationCheckout
            {
                Owner = owner,
                CustomerId = await EnsureCustomerAsync(owner, cancellationToken),
                Amount = amount,
                SuccessUrl = successUrl,
                CancelUrl = cancelUrl,
            }, cancellationToken);

    public async Task<CheckoutStart> StartCardUpdateAsync(StripeOwner owner, Uri successUrl, Uri cancelUrl, CancellationToken cancellationToken = default)
    {
        var (customer, subscription) = await LiveAsync(owner, cancellationToken);
        return await stripe.Checkout.StartCardUpdateAsync(
            new CardUpdateCheckout
            {
                Owner = owner,
                CustomerId = customer.Id,
                SubscriptionId = subscription.Id,
                Currency = subscription.Items.Select(item => item.UnitAmount?.Currency).FirstOrDefault(currency => currency is not null) ?? new Currency("usd"),
                SuccessUrl = successUrl,
                CancelUrl = cancelUrl,
            }, cancellationToken);
    }

    public async Task<CheckoutReturn?> ReconcileNowAsync(string sessionId, StripeOwner owner, CancellationToken cancellationToken = default)
    {
        var session = await stripe.Checkout.FindAsync(sessionId, cancellationToken);
        if (session is not { CustomerId: { } customerId } || session.Owner != owner)
            return null;
        if (session.Mode == "setup")
            session = await stripe.Checkout.CompleteCardUpdateAsync(sessionId, cancellationToken);

        await LinkAsync(customerId, owner, cancellationToken);
        return new CheckoutReturn(session, await RefreshAsync(owner, cancellationToken));
    }

    public async Task<MembershipOverview> RefreshAsync(StripeOwner owner, CancellationToken cancellationToken = default)
    {
        var (customers, observedAt) = await store.ReadAsync(async (reading, token) => (await reading.CustomersOfAsync(owner, token), reading.Now), cancellationToken);
        var read = 0;
        foreach (var customer in customers.Where(customer => !customer.IsDeleted))
        {
            if (await stripe.Customers.ReadAsync(customer.Id, withUpcoming: true, cancellationToken) is not { } state)
                continue;

            await ApplyAsync(new ReckoningWish(owner, StripeKeys.Customer(customer.Id)) { State = state, ObservedAt = observedAt, IsRepair = true }, new Cause("user", owner.Id), cancellationToken);
            read++;
        }

        if (read == 0)
            await ApplyAsync(new ReckoningWish(owner, StripeKeys.Owner(owner)) { IsRepair = true }, new Cause("user", owner.Id), cancellationToken);
        return await GetAsync(owner, cancellationToken);
    }

    public async Task<Uri> OpenPortalAsync(StripeOwner owner, Uri returnUrl, CancellationToken cancellationToken = default)
    {
        var customer = await CustomerAsync(owner, cancellationToken) ?? throw new InvalidOperationException("There is nothing at Stripe yet for this payer.");
        return await stripe.Customers.OpenPortalAsync(customer.Id, returnUrl, cancellationToken);
    }

    public Task<MembershipOverview> CancelAsync(StripeOwner owner, CancellationToken cancellationToken = default) =>
        ChangeAsync(owner, subscription => stripe.Subscriptions.CancelAtPeriodEndAsync(subscription.Id, cancellationToken), cancellationToken);

    public Task<MembershipOverview> UndoCancelAsync(StripeOwner owner, CancellationToken cancellationToken = default) =>
        ChangeAsync(owner, subscription => stripe.Subscriptions.UndoCancelAsync(subscription.Id, cancellationToken), cancellationToken);

    public Task<MembershipOverview> PauseAsync(StripeOwner owner, DateTimeOffset? until = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(owner, subscription => stripe.Subscriptions.PauseAsync(subscription.Id, until, cancellationToken), cancellationToken);

    public Task<MembershipOverview> ResumeAsync(StripeOwner owner, CancellationToken cancellationToken = default) =>
        ChangeAsync(owner, subscription => stripe.Subscriptions.ResumeAsync(subscription.Id, cancellationToken), cancellationToken);

    public async Task<TierChangePreview> PreviewTierAsync(StripeOwner owner, string tier, CancellationToken cancellationToken = default)
    {
        var (_, subscription) = await LiveAsync(owner, cancellationToken);
        return await stripe.Subscriptions.PreviewTierAsync(subscription.Id, Price(tier), cancellationToken);
    }

    public Task<MembershipOverview> ChangeTierAsync(StripeOwner owner, TierChangePreview preview, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(preview);
        if (_options.TierOf(preview.PriceId) is null)
            throw new ArgumentException("That price is no tier.", nameof(preview));

        return ChangeAsync(owner, subscription => stripe.Subscriptions.ChangeTierAsync(subscription.Id, preview, cancellationToken), cancellationToken);
    }

    public async Task<MembershipOverview> RetryPaymentAsync(StripeOwner owner, CancellationToken cancellationToken = default)
    {
        var current = await RefreshAsync(owner, cancellationToken);
        if (current.OpenInvoice is not { } invoice)
            return current;

        try
        {
            await stripe.Subscriptions.RetryInvoiceAsync(invoice.Id, cancellationToken);
        }
        finally
        {
            current = await RefreshAsync(owner, cancellationToken);
        }

        return current;
    }

    public async Task<MembershipOverview> RecordOfflinePaymentAsync(OfflinePayment payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        await ApplyAsync(offline.ToWish(payment), new Cause("admin", payment.RecordedBy), cancellationToken);
        return await GetAsync(payment.Owner, cancellationToken);
    }

    public async Task<MembershipOverview> SetComplimentaryAsync(StripeOwner owner, DateOnly? through, CancellationToken cancellationToken = default)
    {
        await ApplyAsync(new ReckoningWish(owner, StripeKeys.Owner(owner)) { SetsComplimentary = true, ComplimentaryThrough = through }, new Cause("admin"), cancellationToken);
        return await GetAsync(owner, cancellationToken);
    }

    private async Task<MembershipOverview> ChangeAsync(StripeOwner owner, Func<SubscriptionState, Task> change, CancellationToken cancellationToken)
    {
        var (_, subscription) = await LiveAsync(owner, cancellationToken);
        await change(subscription);
        return await RefreshAsync(owner, cancellationToken);
    }

    private async Task ApplyAsync(ReckoningWish wish, Cause cause, CancellationToken cancellationToken)
    {
        using var step = PaymentTelemetry.Step("reckon");
        await store.WriteAsync((transaction, token) => reckoning.ApplyAsync(transaction, wish, cause, token), cancellationToken);
    }

    private async Task LinkAsync(string customerId, StripeOwner owner, CancellationToken cancellationToken)
    {
        using var step = PaymentTelemetry.Step("link-customer");
        await store.WriteAsync((transaction, token) => transaction.LinkCustomerAsync(customerId, owner, token), cancellationToken);
    }

    private async Task<(CustomerRow Customer, SubscriptionState Subscription)> LiveAsync(StripeOwner owner, CancellationToken cancellationToken)
    {
        var customers = await store.ReadAsync((reading, token) => reading.CustomersOfAsync(owner, token), cancellationToken);
        foreach (var customer in customers.Where(customer => !customer.IsDeleted))
        {
            if (OverviewReader.Live(customer.State) is { } subscription)
                return (customer, subscription);
        }

        throw new InvalidOperationException("There is no live subscription.");
    }

    private async Task<CustomerRow?> CustomerAsync(StripeOwner owner, CancellationToken cancellationToken) =>
        (await store.ReadAsync((reading, token) => reading.CustomersOfAsync(owner, token), cancellationToken)).LastOrDefault(customer => !customer.IsDeleted);

    // Linked before the first payment, so that no webhook has to guess whose it is.
    private async Task<string> EnsureCustomerAsync(StripeOwner owner, CancellationToken cancellationToken)
    {
        var customers = await store.ReadAsync((reading, token) => reading.CustomersOfAsync(owner, token), cancellationToken);
        if (customers.LastOrDefault(customer => !customer.IsDeleted) is { } known)
            return known.Id;

        var payer = await store.ReadAsync((reading, token) => reading.ReadSiteAsync((context, inner) => site.FindPayerAsync(context, owner, inner), token), cancellationToken)
            ?? throw new ArgumentException($"The site has no {owner.Kind} of that id.", nameof(owner));
        var contact = new CustomerContact(payer.Name, payer.Email ?? "");
        var id = await stripe.Customers.EnsureAsync(owner, contact, customers.LastOrDefault()?.Id, cancellationToken);
        await LinkAsync(id, owner, cancellationToken);
        return id;
    }

    private string Price(string tier) => _options.Tiers.TryGetValue(tier, out var price)
        ? price
        : throw new ArgumentException($"'{tier}' is no tier; Membership:Tiers has {string.Join(", ", _options.Tiers.Keys)}.", nameof(tier));
}
