using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Simulator.StripeAccount;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>A simulator with Stripe.net as its client; every answer that the client gets is held against the typings.</summary>
public sealed class Account : IAsyncDisposable
{
    private readonly SimulatorHost _host;
    private readonly HttpClient _checked;

    private Account(SimulatorHost host)
    {
        _host = host;
        _checked = new HttpClient(new Checking(this));
        Stripe = new StripeClient(new StripeClientOptions
        {
            ApiKey = "sk_test_simulator", ApiBase = Base, HttpClient = new SystemNetHttpClient(_checked, maxNetworkRetries: 0),
        });
        Browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
    }

    public StripeClient Stripe { get; }

    /// <summary>A payer's browser that shows redirects instead of following them.</summary>
    public HttpClient Browser { get; }

    public string Base => _host.Address.ToString().TrimEnd('/');

    public IServiceProvider Services => _host.Services;

    /// <summary>Where an answer differed from the typings.</summary>
    public ConcurrentBag<string> ShapeFaults { get; } = [];

    public static async Task<Account> StartAsync(Action<StripeAccountOptions>? configure = null, string? folder = null, string url = "http://127.0.0.1:0")
    {
        var options = new SimulatorOptions { Url = url, GrpcPort = null, DataDirectory = folder };
        options.Salesforce.Certificates.Clear();
        configure?.Invoke(options.Stripe);
        return new Account(await SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken));
    }

    public async Task<JsonNode> ControlAsync(string path, object? body = null)
    {
        using var response = await Browser.PostAsync($"/simulator/stripe/{path}", new StringContent(System.Text.Json.JsonSerializer.Serialize(body ?? new { }), System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Pays the session as a browser does, and gives the address that the page leads to.</summary>
    public async Task<string> PayAsync(string url, string card, string email = "ada@example.org")
    {
        using var response = await SubmitAsync(url, card, email);
        ((int)response.StatusCode).Should().Be(303, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return response.Headers.Location!.ToString();
    }

    public Task<HttpResponseMessage> SubmitAsync(string url, string card, string email = "ada@example.org") =>
        Browser.PostAsync(url, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = email, ["paymentMethod"] = "card", ["cardNumber"] = card, ["cardExpiry"] = "12 / 48", ["cardCvc"] = "123", ["billingName"] = "Ada Lovelace",
        }), TestContext.Current.CancellationToken);

    /// <summary>A yearly price.</summary>
    public async Task<Price> YearlyAsync(long amount = 7500, string currency = "usd", string name = "Annual dues")
    {
        var product = await Stripe.V1.Products.CreateAsync(new ProductCreateOptions { Name = name });
        return await Stripe.V1.Prices.CreateAsync(new PriceCreateOptions { Product = product.Id, UnitAmount = amount, Currency = currency, Recurring = new() { Interval = "year" } });
    }

    public async Task<List<Event>> EventsAsync()
    {
        var events = await Stripe.V1.Events.ListAutoPagingAsync(new EventListOptions { Limit = 100 }).ToListAsync();
        events.Reverse();
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        _checked.Dispose();
        await _host.DisposeAsync();
    }

    private sealed class Checking(Account account) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
                foreach (var fault in ShapeCheck.Faults(JsonNode.Parse(body)))
                    account.ShapeFaults.Add($"{request.Method} {request.RequestUri!.AbsolutePath}: {fault}");
            return response;
        }
    }
}
