using System.Text.Json.Nodes;
using Stripe;

namespace Simulator.Tests.StripeAccount;

public sealed class WebhookTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delivery_is_signed_in_the_pinned_version_and_comes_in_the_order_of_events()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var account = await Account.StartAsync(options => (options.WebhookUrl, options.WebhookSecret) = (receiver.Url, Receiver.Secret));

        var session = await CheckoutTests.SubscribeAsync(account, await account.YearlyAsync(), null);
        await account.PayAsync(session.Url, "4242 4242 4242 4242");
        await account.ControlAsync("deliveries/wait");

        var told = await account.EventsAsync();
        receiver.Events.Select(one => one.Id).Should().Equal(told.Select(one => one.Id));
        receiver.Refused.Should().BeEmpty();
        receiver.Events.Should().OnlyContain(one => one.ApiVersion == StripeConfiguration.ApiVersion);
        receiver.Events.Last().Data.Object.Should().BeOfType<Stripe.Checkout.Session>().Which.PaymentStatus.Should().Be("paid");
        foreach (var one in receiver.Events)
            StripeNetCheck.Nulls((StripeEntity)one.Data.Object).Should().BeEmpty();
        ((object)receiver.Events.Single(one => one.Type == "customer.subscription.updated").Data.PreviousAttributes).ToString().Should().Contain("incomplete");
        told.Should().OnlyContain(one => one.PendingWebhooks == 0);
    }

    [Fact]
    public async Task Refused_delivery_comes_again_until_it_is_taken()
    {
        await using var receiver = await Receiver.StartAsync();
        foreach (var status in (int[])[500, 302, 404])
            receiver.Statuses.Enqueue(status);
        await using var account = await Account.StartAsync(options =>
        {
            (options.WebhookUrl, options.WebhookSecret) = (receiver.Url, Receiver.Secret);
            options.DeliveryBackOff.Clear();
            options.DeliveryBackOff.Add(TimeSpan.FromMilliseconds(5));
        });

        await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions(), cancellationToken: Cancelled);
        await receiver.WaitAsync(1);
        await account.ControlAsync("deliveries/wait");

        var delivery = (await ListAsync(account, "deliveries")).Should().ContainSingle().Subject;
        ((int)delivery["attempts"]!).Should().Be(4);
        ((string)delivery["status"]!).Should().Be("delivered");
    }

    [Fact]
    public async Task Held_deliveries_are_released_in_any_permutation_with_duplicates_and_drops()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var account = await Account.StartAsync(options => (options.WebhookUrl, options.WebhookSecret) = (receiver.Url, Receiver.Secret));
        await account.ControlAsync("deliveries/hold");
        for (var i = 0; i < 4; i++)
            await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = $"{i}" }, cancellationToken: Cancelled);
        (await ListAsync(account, "deliveries")).Should().OnlyContain(one => (string)one["status"]! == "held");
        receiver.Events.Should().BeEmpty();

        var state = await account.ControlAsync("deliveries/release", new { permutation = new[] { 2, 0, 2, 1 }, drop_others = true });
        await account.ControlAsync("deliveries/wait");

        ((int)state["released"]!).Should().Be(4);
        receiver.Events.Select(one => ((Customer)one.Data.Object).Name).Should().Equal("2", "0", "2", "1");
        receiver.Events.Select(one => one.Id).Distinct().Should().HaveCount(3, "the duplicate is the same event");
        var undelivered = await account.Stripe.V1.Events.ListAsync(new EventListOptions { DeliverySuccess = false }, cancellationToken: Cancelled);
        undelivered.Data.Should().ContainSingle().Which.Data.Object.Should().BeOfType<Customer>().Which.Name.Should().Be("3");
        (await account.Stripe.V1.Events.ListAsync(new EventListOptions { DeliverySuccess = true }, cancellationToken: Cancelled)).Data.Should().HaveCount(3);
    }

    [Fact]
    public async Task Pending_delivery_survives_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync();
        string id;
        await using (var account = await Account.StartAsync(options => (options.WebhookUrl, options.WebhookSecret) = ("http://127.0.0.1:9/closed", Receiver.Secret), folder.Path))
            id = (await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions(), cancellationToken: Cancelled)).Id;

        await using var again = await Account.StartAsync(options => (options.WebhookUrl, options.WebhookSecret) = (receiver.Url, Receiver.Secret), folder.Path);

        ((Customer)(await receiver.WaitAsync(1))[0].Data.Object).Id.Should().Be(id);
        (await again.Stripe.V1.Customers.GetAsync(id, cancellationToken: Cancelled)).Id.Should().Be(id);
    }

    [Fact]
    public async Task Endpoint_made_through_the_API_gets_the_types_it_asks_for()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var account = await Account.StartAsync();
        var endpoint = await account.Stripe.V1.WebhookEndpoints.CreateAsync(new WebhookEndpointCreateOptions { Url = receiver.Url, EnabledEvents = ["product.created"] }, cancellationToken: Cancelled);
        endpoint.Secret.Should().StartWith("whsec_");
        await account.ControlAsync("webhook", new { url = receiver.Url, secret = Receiver.Secret });

        await account.YearlyAsync();
        await account.ControlAsync("deliveries/wait");

        receiver.Events.Select(one => one.Type).Should().Equal("product.created");
        (await account.Stripe.V1.WebhookEndpoints.GetAsync(endpoint.Id, cancellationToken: Cancelled)).Secret.Should().BeNull("it is told once");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Rolled_secret_signs_beside_the_old_one_until_that_is_dropped()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var account = await Account.StartAsync();
        await account.ControlAsync("webhook", new { url = receiver.Url, secret = Receiver.Secret });
        await account.ControlAsync("webhook", new { url = receiver.Url, secret = "whsec_new", keep_old = true });

        await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions(), cancellationToken: Cancelled);
        await receiver.WaitAsync(1);
        await account.ControlAsync("webhook", new { url = receiver.Url, secret = "whsec_new" });
        await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions(), cancellationToken: Cancelled);
        await account.ControlAsync("deliveries/wait", new { seconds = 1 });

        receiver.Events.Should().ContainSingle("the old secret no longer verifies");
        receiver.Refused.Should().NotBeEmpty();
    }

    private static async Task<List<JsonNode>> ListAsync(Account account, string what) =>
        [.. JsonNode.Parse(await account.Browser.GetStringAsync($"/simulator/stripe/{what}", Cancelled))!["data"]!.AsArray().Select(one => one!)];
}
