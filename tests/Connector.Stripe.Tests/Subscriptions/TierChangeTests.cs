using System.Net;
using System.Text.Json.Nodes;
using Connector.Stripe.Billing;
using Connector.Stripe.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Connector.Stripe.Tests.Subscriptions;

/// <summary>The wire of a change of tier: the moment that is reckoned with is Stripe's. Our own clock stands years away in all of these.</summary>
public sealed class TierChangeTests : IDisposable
{
    private const long Asked = 1_795_000_000;
    private const long Earlier = 1_790_000_000;

    private readonly WireMockServer _stripe = WireMockServer.Start();
    private readonly ServiceProvider _services;

    public TierChangeTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero)));
        services.AddStripeConnector(options => (options.ApiKey, options.ApiBase, options.MaxRetries) = ("sk_test_x", new Uri(_stripe.Url!), 0));
        _services = services.BuildServiceProvider();
        Answers("GET", "/v1/subscriptions/sub_1", Subscription("price_basic"));
        Answers("POST", "/v1/subscriptions/sub_1", Subscription("price_plus"));
    }

    private IStripeSubscriptions Subscriptions => _services.GetRequiredService<IStripeConnector>().Subscriptions;

    [Fact]
    public async Task Preview_asks_for_no_date_and_tells_the_one_that_Stripe_reckoned_with()
    {
        Answers("POST", "/v1/invoices/create_preview", Preview(Asked, (Asked, true), (Earlier, true)));

        var preview = await Subscriptions.PreviewTierAsync("sub_1", "price_plus");

        (preview.PriceId, preview.DueNow, preview.At).Should().Be(("price_plus", new Money(3200, "usd"), DateTimeOffset.FromUnixTimeSeconds(Asked)));
        Form("/v1/invoices/create_preview").Should().Equal(new Dictionary<string, string>
        {
            ["customer"] = "cus_1",
            ["subscription"] = "sub_1",
            ["subscription_details[items][0][id]"] = "si_1",
            ["subscription_details[items][0][price]"] = "price_plus",
            ["subscription_details[proration_behavior]"] = "always_invoice",
        });
    }

    [Fact]
    public async Task Preview_without_the_date_takes_it_from_the_parts_of_this_change()
    {
        Answers("POST", "/v1/invoices/create_preview", Preview(null, (Earlier, true), (Asked, true), (Asked + 86_400, false)));

        var preview = await Subscriptions.PreviewTierAsync("sub_1", "price_plus");

        preview.At.Should().Be(DateTimeOffset.FromUnixTimeSeconds(Asked));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_is_made_as_of_the_moment_of_its_preview(bool prorates)
    {
        Answers("POST", "/v1/invoices/create_preview", prorates ? Preview(Asked, (Asked, true)) : Preview(null, (Asked + 86_400, false)));

        var preview = await Subscriptions.PreviewTierAsync("sub_1", "price_plus");
        await Subscriptions.ChangeTierAsync("sub_1", preview);

        var change = new Dictionary<string, string>
        {
            ["items[0][id]"] = "si_1",
            ["items[0][price]"] = "price_plus",
            ["payment_behavior"] = "error_if_incomplete",
            ["proration_behavior"] = "always_invoice",
        };
        if (prorates)
            change["proration_date"] = "1795000000";
        Form("/v1/subscriptions/sub_1").Should().Equal(change);
    }

    public void Dispose()
    {
        _services.Dispose();
        _stripe.Dispose();
    }

    private void Answers(string method, string path, JsonObject body) => _stripe.Given(Request.Create().UsingMethod(method).WithPath(path))
        .RespondWith(Response.Create().WithStatusCode(HttpStatusCode.OK).WithHeader("Content-Type", "application/json").WithBody(body.ToJsonString()));

    private Dictionary<string, string> Form(string path) => _stripe.LogEntries.Select(entry => entry.RequestMessage!)
        .Single(request => request.Method == "POST" && request.Path == path).Body!.Split('&').Select(pair => pair.Split('='))
        .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    private static JsonObject Subscription(string price) => new()
    {
        ["id"] = "sub_1", ["object"] = "subscription", ["customer"] = "cus_1", ["status"] = "active",
        ["items"] = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray(new JsonObject
            {
                ["id"] = "si_1", ["object"] = "subscription_item", ["current_period_start"] = Earlier, ["current_period_end"] = Earlier + 31_536_000,
                ["price"] = new JsonObject { ["id"] = price, ["object"] = "price" },
            }),
        },
    };

    private static JsonObject Preview(long? date, params (long Start, bool Proration)[] lines)
    {
        var details = new JsonObject { ["subscription"] = "sub_1" };
        if (date is not null)
            details["subscription_proration_date"] = date;
        return new JsonObject
        {
            ["id"] = "upcoming_in_1", ["object"] = "invoice", ["currency"] = "usd", ["total"] = 3200, ["created"] = Asked,
            ["parent"] = new JsonObject { ["type"] = "subscription_details", ["subscription_details"] = details },
            ["lines"] = new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. lines.Select((line, index) => new JsonObject
                {
                    ["id"] = $"il_{index}", ["object"] = "line_item", ["amount"] = 3200, ["currency"] = "usd",
                    ["period"] = new JsonObject { ["start"] = line.Start, ["end"] = Earlier + 31_536_000 },
                    ["parent"] = new JsonObject
                    {
                        ["type"] = "subscription_item_details",
                        ["subscription_item_details"] = new JsonObject { ["proration"] = line.Proration, ["subscription"] = "sub_1", ["subscription_item"] = "si_1" },
                    },
                })]),
            },
        };
    }
}
