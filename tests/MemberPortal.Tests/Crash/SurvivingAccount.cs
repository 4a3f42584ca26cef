using MemberPortal.Demo;
using MemberPortal.Members;
using Stripe;

namespace MemberPortal.Tests.Crash;

/// <summary>The Stripe account beside a <see cref="SurvivingOrg"/>. Its webhooks follow the portal to wherever it listens, and are tried again until it takes them.</summary>
internal sealed class SurvivingAccount : IDisposable
{
    private const string ApiKey = "sk_test_simulator";

    private readonly StripeClient _client;
    private readonly string _endpoint;
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    private SurvivingAccount(StripeClient client, string endpoint, IReadOnlyList<string> settings) => (_client, _endpoint, Settings) = (client, endpoint, settings);

    /// <summary>The settings of a portal that works with this account.</summary>
    public IReadOnlyList<string> Settings { get; }

    public static async Task<SurvivingAccount> OpenAsync(Uri address)
    {
        var account = address.ToString().TrimEnd('/');
        var client = new StripeClient(new StripeClientOptions { ApiKey = ApiKey, ApiBase = account });
        var endpoint = await client.V1.WebhookEndpoints.CreateAsync(new WebhookEndpointCreateOptions { Url = "http://127.0.0.1:9/nobody-yet", EnabledEvents = ["*"] });

        // Who has paid for a year is not asked to pay again for ten months; the member of these tests pays by the month, and again and again.
        await client.V1.Prices.CreateAsync(new PriceCreateOptions
        {
            Currency = Dues.Currency, UnitAmount = 4500, LookupKey = "dues_individual", Recurring = new PriceRecurringOptions { Interval = "month" },
            ProductData = new PriceProductDataOptions { Name = "Dues by the month" },
        });
        var prices = await DemoPrices.EnsureAsync(ApiKey, address);
        return new SurvivingAccount(client, endpoint.Id,
        [
            $"Stripe:ApiKey={ApiKey}", $"Stripe:ApiBase={account}", $"Stripe:WebhookSecrets:0={endpoint.Secret}",
            "Membership:RenewalReminderDays:0=1",
            .. prices.Select(price => $"Membership:Tiers:{price.Key}={price.Value}"),
        ]);
    }

    public Task DeliverToAsync(Uri portal) =>
        _client.V1.WebhookEndpoints.UpdateAsync(_endpoint, new WebhookEndpointUpdateOptions { Url = new Uri(portal, "/webhooks/stripe").ToString() });

    /// <summary>Pays a hosted page as a browser does.</summary>
    /// <returns>Where the page leads to.</returns>
    public async Task<Uri> PayAsync(Uri page)
    {
        using var paid = await _browser.PostAsync(page, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = "eli.brandt@tallpines.example", ["paymentMethod"] = "card", ["cardNumber"] = "4242 4242 4242 4242", ["cardExpiry"] = "12 / 48", ["cardCvc"] = "123", ["billingName"] = "Eli Brandt",
        }));
        ((int)paid.StatusCode).Should().Be(303, await paid.Content.ReadAsStringAsync());
        return paid.Headers.Location!;
    }

    /// <summary>How many payments there were.</summary>
    public async Task<int> PaidAsync() =>
        await _client.V1.Invoices.ListAutoPagingAsync(new InvoiceListOptions { Status = "paid", Limit = 100 }).CountAsync();

    /// <summary>Ends what subscription there is at once, so that the same member can join again.</summary>
    public async Task EndAsync()
    {
        foreach (var subscription in await _client.V1.Subscriptions.ListAsync(new SubscriptionListOptions { Limit = 100 }))
            await _client.V1.Subscriptions.CancelAsync(subscription.Id);
    }

    /// <summary>Whether all that happened was delivered and taken.</summary>
    public async Task<bool> IsDeliveredAsync() =>
        (await _client.V1.Events.ListAsync(new EventListOptions { DeliverySuccess = false, Limit = 1 })).Data.Count == 0;

    public Task<List<Customer>> CustomersAsync() => _client.V1.Customers.ListAutoPagingAsync(new CustomerListOptions { Limit = 100 }).ToListAsync().AsTask();

    public void Dispose() => _browser.Dispose();
}
