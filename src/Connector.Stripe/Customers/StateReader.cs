using Connector.Stripe.Api;
using Connector.Stripe.Billing;
using Stripe;

namespace Connector.Stripe.Customers;

/// <summary>
/// Reads one customer whole. Charges before invoices: a charge that is seen is then either claimed by an invoice that is seen, too, or by none yet.
/// </summary>
internal sealed class StateReader(StripeApi api)
{
    private const long PageSize = 100;

    public async Task<CustomerState?> ReadAsync(string customerId, bool withUpcoming, CancellationToken cancellationToken)
    {
        var readAt = api.Time.GetUtcNow();
        var customer = await api.FindAsync("customer.read", (client, token) =>
            client.V1.Customers.GetAsync(customerId, new CustomerGetOptions { Expand = ["invoice_settings.default_payment_method"] }, cancellationToken: token), cancellationToken);
        if (customer is null)
            return null;
        if (customer.Deleted == true)
            return new CustomerState { CustomerId = customerId, ReadAt = readAt, IsDeleted = true };

        var charges = await ListAsync("charges.read", (client, after) => client.V1.Charges.ListAsync(
            new ChargeListOptions { Customer = customerId, Limit = PageSize, StartingAfter = after, Expand = ["data.refunds"] }, cancellationToken: cancellationToken), cancellationToken);
        var subscriptions = await ListAsync("subscriptions.read", (client, after) => client.V1.Subscriptions.ListAsync(
            new SubscriptionListOptions { Customer = customerId, Status = "all", Limit = PageSize, StartingAfter = after, Expand = ["data.default_payment_method"] }, cancellationToken: cancellationToken), cancellationToken);
        var invoices = await ListAsync("invoices.read", (client, after) => client.V1.Invoices.ListAsync(
            new InvoiceListOptions { Customer = customerId, Limit = PageSize, StartingAfter = after, Expand = ["data.payments"] }, cancellationToken: cancellationToken), cancellationToken);
        var disputes = new List<Dispute>();
        foreach (var charge in charges.Where(charge => charge.Disputed))
        {
            disputes.AddRange(await ListAsync("disputes.read", (client, after) => client.V1.Disputes.ListAsync(
                new DisputeListOptions { Charge = charge.Id, Limit = PageSize, StartingAfter = after }, cancellationToken: cancellationToken), cancellationToken));
        }

        var state = new CustomerState
        {
            CustomerId = customerId,
            ReadAt = readAt,
            Metadata = customer.Metadata ?? [],
            Subscriptions = [.. subscriptions.Select(StateMapping.ToState)],
            Invoices = [.. invoices.Select(StateMapping.ToState)],
            Charges = [.. charges.Select(StateMapping.ToState)],
            Disputes = [.. disputes.Select(StateMapping.ToState)],
            PaymentMethod = customer.InvoiceSettings?.DefaultPaymentMethod?.ToState(),
        };
        return withUpcoming ? state with { Upcoming = await UpcomingAsync(state, cancellationToken) } : state;
    }

    private async Task<UpcomingCharge?> UpcomingAsync(CustomerState state, CancellationToken cancellationToken)
    {
        if (state.Subscriptions.FirstOrDefault(subscription => subscription is { Status: "active" or "trialing" or "past_due", EndsAt: null, IsPaused: false }) is not { } renewing)
            return null;

        try
        {
            var preview = await api.CallAsync("upcoming.read", (client, token) =>
                client.V1.Invoices.CreatePreviewAsync(new InvoiceCreatePreviewOptions { Customer = state.CustomerId, Subscription = renewing.Id }, cancellationToken: token), cancellationToken);
            var due = preview.NextPaymentAttempt ?? preview.PeriodEnd;
            return new UpcomingCharge(renewing.Id, new Money(preview.AmountDue, preview.Currency), StateMapping.At(due));
        }
        catch (StripeConnectorException exception) when (exception.Failure is StripeFailure.Invalid or StripeFailure.NotFound)
        {
            // Nothing will be charged, or Stripe cannot say what: that is no reason not to show the rest.
            return null;
        }
    }

    private async Task<List<T>> ListAsync<T>(
        string operation, Func<StripeClient, string?, Task<StripeList<T>>> page, CancellationToken cancellationToken)
        where T : StripeEntity<T>, IHasId
    {
        var all = new List<T>();
        while (true)
        {
            var after = all.Count > 0 ? all[^1].Id : null;
            var next = await api.CallAsync(operation, (client, _) => page(client, after), cancellationToken);
            all.AddRange(next.Data);
            if (!next.HasMore || next.Data.Count == 0)
                return all;
        }
    }
}
