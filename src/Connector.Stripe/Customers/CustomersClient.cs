using Connector.Stripe.Api;
using Connector.Stripe.Billing;
using Stripe;

namespace Connector.Stripe.Customers;

internal sealed class CustomersClient(StripeApi api) : IStripeCustomers
{
    private const int Attempts = 3;

    private readonly StateReader _reader = new(api);

    public async Task<string> EnsureAsync(StripeOwner owner, CustomerContact contact, string? former = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var options = new CustomerCreateOptions { Name = contact.Name, Email = contact.Email is { Length: > 0 } ? contact.Email : null, Metadata = Metadata.For(api.Options.Site, owner) };
        var key = $"connector-customer-{api.Options.Site}-{owner}{(former is null ? "" : $"-{former}")}";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await CreateAsync()).Id;
            }
            catch (StripeConnectorException exception) when (exception.Code == "email_invalid" && options.Email is not null)
            {
                // Stripe holds for no address what the site took for one: that bars nobody from joining, and Checkout asks for another.
                options.Email = null;
            }
            catch (StripeConnectorException exception) when (exception.Failure == StripeFailure.Idempotency || StripeApi.NextKey(key, exception) is not null)
            {
                // Made within the last day under another name or address, and our note of it lost, or made by a request that failed all the same:
                // that customer is still the payer's own.
                if (await FindRecentAsync(owner, former, cancellationToken) is { } known)
                    return known;
                if (attempt == Attempts || StripeApi.NextKey(key, exception) is not { } next)
                    throw;

                key = next;
            }
        }

        Task<Customer> CreateAsync() => api.CallAsync("customer.create", (client, token) =>
            client.V1.Customers.CreateAsync(options, new RequestOptions { IdempotencyKey = key }, token), cancellationToken);
    }

    public async Task<StripeOwner?> FindOwnerAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var customer = await api.FindAsync("customer.read", (client, token) => client.V1.Customers.GetAsync(customerId, cancellationToken: token), cancellationToken);
        return customer is null or { Deleted: true } ? null : Metadata.OwnerOf(customer.Metadata, api.Options.Site);
    }

    public Task<string?> FindByObjectAsync(string objectType, string objectId, CancellationToken cancellationToken = default) => objectType switch
    {
        "customer" => Task.FromResult<string?>(objectId),
        "subscription" => CustomerOfAsync((client, token) => client.V1.Subscriptions.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "invoice" => CustomerOfAsync((client, token) => client.V1.Invoices.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "invoice_payment" => CustomerOfAsync(
            (client, token) => client.V1.InvoicePayments.GetAsync(objectId, new InvoicePaymentGetOptions { Expand = ["invoice"] }, cancellationToken: token), found => found.Invoice?.CustomerId, cancellationToken),
        "payment_intent" => CustomerOfAsync((client, token) => client.V1.PaymentIntents.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "setup_intent" => CustomerOfAsync((client, token) => client.V1.SetupIntents.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "payment_method" => CustomerOfAsync((client, token) => client.V1.PaymentMethods.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "charge" => CustomerOfAsync((client, token) => client.V1.Charges.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "checkout.session" => CustomerOfAsync((client, token) => client.V1.Checkout.Sessions.GetAsync(objectId, cancellationToken: token), found => found.CustomerId, cancellationToken),
        "refund" => CustomerOfAsync(
            (client, token) => client.V1.Refunds.GetAsync(objectId, new RefundGetOptions { Expand = ["charge"] }, cancellationToken: token), found => found.Charge?.CustomerId, cancellationToken),
        "dispute" => CustomerOfAsync(
            (client, token) => client.V1.Disputes.GetAsync(objectId, new DisputeGetOptions { Expand = ["charge"] }, cancellationToken: token), found => found.Charge?.CustomerId, cancellationToken),
        _ => Task.FromResult<string?>(null),
    };

    public Task<CustomerState?> ReadAsync(string customerId, bool withUpcoming = false, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(customerId, withUpcoming, cancellationToken);

    public async Task<Uri> OpenPortalAsync(string customerId, Uri returnUrl, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(returnUrl);
        var session = await api.CallAsync("portal.open", (client, token) => client.V1.BillingPortal.Sessions.CreateAsync(
            new global::Stripe.BillingPortal.SessionCreateOptions { Customer = customerId, ReturnUrl = returnUrl.AbsoluteUri }, cancellationToken: token), cancellationToken);
        return new Uri(session.Url);
    }

    private async Task<string?> CustomerOfAsync<T>(Func<StripeClient, CancellationToken, Task<T>> read, Func<T, string?> customer, CancellationToken cancellationToken)
        where T : class =>
        await api.FindAsync($"{typeof(T).Name}.read", read, cancellationToken) is { } found ? customer(found) : null;

    // Listing is consistent where Stripe's search lags; the idempotency key guards one day, so looking back two is enough.
    private async Task<string?> FindRecentAsync(StripeOwner owner, string? former, CancellationToken cancellationToken)
    {
        var since = api.Time.GetUtcNow().AddDays(-2).UtcDateTime;
        string? after = null;
        while (true)
        {
            var page = await api.CallAsync("customer.list", (client, token) => client.V1.Customers.ListAsync(
                new CustomerListOptions { Limit = 100, StartingAfter = after, Created = new DateRangeOptions { GreaterThanOrEqual = since } }, cancellationToken: token), cancellationToken);
            if (page.Data.FirstOrDefault(customer => customer.Id != former && Metadata.OwnerOf(customer.Metadata, api.Options.Site) == owner) is { } found)
                return found.Id;
            if (!page.HasMore || page.Data.Count == 0)
                return null;

            after = page.Data[^1].Id;
        }
    }
}
