using System.Runtime.CompilerServices;
using Connector.Stripe.Api;
using Connector.Stripe.Billing;
using Connector.Stripe.Customers;
using Stripe;

namespace Connector.Stripe.Subscriptions;

internal sealed class SubscriptionsClient(StripeApi api) : IStripeSubscriptions
{
    public async IAsyncEnumerable<CustomerSubscription> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        while (true)
        {
            var options = new SubscriptionListOptions { Limit = 100, StartingAfter = after };
            var page = await api.CallAsync("subscriptions.list", (client, token) => client.V1.Subscriptions.ListAsync(options, cancellationToken: token), cancellationToken);
            foreach (var subscription in page.Data)
                yield return new CustomerSubscription(subscription.CustomerId, subscription.ToState());

            if (!page.HasMore || page.Data.Count == 0)
                yield break;

            after = page.Data[^1].Id;
        }
    }

    public Task<SubscriptionState> CancelAtPeriodEndAsync(string subscriptionId, CancellationToken cancellationToken = default) =>
        UpdateAsync("subscription.cancel", subscriptionId, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true }, cancellationToken);

    public async Task<SubscriptionState> UndoCancelAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        var subscription = await ReadAsync(subscriptionId, cancellationToken);
        if (subscription.CancelAtPeriodEnd)
            return await UpdateAsync("subscription.keep", subscriptionId, new SubscriptionUpdateOptions { CancelAtPeriodEnd = false }, cancellationToken);
        if (subscription.CancelAt is null)
            return subscription.ToState();

        // The billing portal marks the end by a date alone; only an empty value takes that back.
        var options = new SubscriptionUpdateOptions();
        options.AddExtraParam("cancel_at", "");
        return await UpdateAsync("subscription.keep", subscriptionId, options, cancellationToken);
    }

    public async Task<SubscriptionState> CancelNowAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        var subscription = await ReadAsync(subscriptionId, cancellationToken);
        if (subscription.Status is "canceled" or "incomplete_expired")
            return subscription.ToState();

        return (await api.CallAsync("subscription.end", (client, token) => client.V1.Subscriptions.CancelAsync(subscriptionId, cancellationToken: token), cancellationToken)).ToState();
    }

    public Task<SubscriptionState> PauseAsync(string subscriptionId, DateTimeOffset? until = null, CancellationToken cancellationToken = default) =>
        UpdateAsync("subscription.pause", subscriptionId, new SubscriptionUpdateOptions
        {
            PauseCollection = new SubscriptionPauseCollectionOptions { Behavior = "void", ResumesAt = until?.UtcDateTime },
        }, cancellationToken);

    public async Task<SubscriptionState> ResumeAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        var subscription = await ReadAsync(subscriptionId, cancellationToken);
        if (subscription.Status == "paused")
            return (await api.CallAsync("subscription.resume", (client, token) => client.V1.Subscriptions.ResumeAsync(subscriptionId, cancellationToken: token), cancellationToken)).ToState();
        if (subscription.PauseCollection is null)
            return subscription.ToState();

        var options = new SubscriptionUpdateOptions();
        options.AddExtraParam("pause_collection", "");
        return await UpdateAsync("subscription.resume", subscriptionId, options, cancellationToken);
    }

    public async Task<TierChangePreview> PreviewTierAsync(string subscriptionId, string priceId, CancellationToken cancellationToken = default)
    {
        var subscription = await ReadAsync(subscriptionId, cancellationToken);
        var preview = await api.CallAsync("subscription.preview", (client, token) => client.V1.Invoices.CreatePreviewAsync(new InvoiceCreatePreviewOptions
        {
            Customer = subscription.CustomerId,
            Subscription = subscriptionId,
            SubscriptionDetails = new InvoiceSubscriptionDetailsOptions
            {
                Items = [new InvoiceSubscriptionDetailsItemOptions { Id = Item(subscription).Id, Price = priceId }],
                ProrationBehavior = "always_invoice",
            },
        }, cancellationToken: token), cancellationToken);
        var lines = preview.ToState().Lines;
        return new TierChangePreview(priceId, new Money(preview.Total, preview.Currency), ReckonedAt(preview, lines), lines);
    }

    public async Task<SubscriptionState> ChangeTierAsync(string subscriptionId, TierChangePreview preview, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(preview);
        var subscription = await ReadAsync(subscriptionId, cancellationToken);
        var item = Item(subscription);
        if (item.Price?.Id == preview.PriceId)
            return subscription.ToState();

        return await UpdateAsync("subscription.change", subscriptionId, new SubscriptionUpdateOptions
        {
            Items = [new SubscriptionItemOptions { Id = item.Id, Price = preview.PriceId }],
            ProrationBehavior = "always_invoice",
            ProrationDate = preview.At?.UtcDateTime,
            PaymentBehavior = "error_if_incomplete",
        }, cancellationToken);
    }

    public async Task RetryInvoiceAsync(string invoiceId, CancellationToken cancellationToken = default)
    {
        var invoice = await api.CallAsync("invoice.read", (client, token) => client.V1.Invoices.GetAsync(invoiceId, cancellationToken: token), cancellationToken);
        if (invoice.Status == "open")
            await api.CallAsync("invoice.pay", (client, token) => client.V1.Invoices.PayAsync(invoiceId, cancellationToken: token), cancellationToken);
    }

    private Task<Subscription> ReadAsync(string subscriptionId, CancellationToken cancellationToken) =>
        api.CallAsync("subscription.read", (client, token) => client.V1.Subscriptions.GetAsync(subscriptionId, cancellationToken: token), cancellationToken);

    private async Task<SubscriptionState> UpdateAsync(string operation, string subscriptionId, SubscriptionUpdateOptions options, CancellationToken cancellationToken) =>
        (await api.CallAsync(operation, (client, token) => client.V1.Subscriptions.UpdateAsync(subscriptionId, options, cancellationToken: token), cancellationToken)).ToState();

    // By Stripe's clock, never by ours: a test clock or a wrong clock stands in another period, and a date outside of the current one is refused.
    // Parts that wait from an earlier change began earlier, so the last to begin are this change's.
    private static DateTimeOffset? ReckonedAt(Invoice preview, IReadOnlyList<InvoiceLineState> lines) =>
        preview.Parent?.SubscriptionDetails?.SubscriptionProrationDate is { } date && date > DateTime.UnixEpoch // Stripe.net reads what is absent as 1970.
            ? StateMapping.At(date)
            : lines.Where(line => line.IsProration && line.PeriodStart > DateTimeOffset.UnixEpoch).Max(line => (DateTimeOffset?)line.PeriodStart);

    private static SubscriptionItem Item(Subscription subscription) => subscription.Items?.Data is [var item, ..]
        ? item
        : throw new StripeConnectorException("The subscription has no item to change.", StripeFailure.Invalid);
}
