using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>The manners of the API itself.</summary>
public sealed class ApiTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "You did not provide an API key.")]
    [InlineData("Bearer sk_live_aaaaaaaaaaaaaaaa1234", "Invalid API Key provided: sk_live_****************1234")]
    [InlineData("Bearer pk_test_aaaaaaaaaaaaaaaa1234", "Invalid API Key provided: pk_test_****************1234")]
    [InlineData("Basic !!!", "You did not provide an API key.")]
    public async Task Key_that_is_unknown_is_refused_in_Stripes_form(string? header, string message)
    {
        await using var account = await Account.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers");
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", header);

        using var response = await account.Browser.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["error"]!;
        ((string)error["type"]!).Should().Be("invalid_request_error");
        ((string)error["message"]!).Should().StartWith(message);
        response.Headers.GetValues("Request-Id").Single().Should().StartWith("req_");
    }

    [Fact]
    public async Task Configured_keys_are_the_only_ones()
    {
        await using var account = await Account.StartAsync(options => options.SecretKeys.Add("sk_test_the_only_one"));

        var other = () => account.Stripe.V1.Customers.ListAsync(cancellationToken: Cancelled);

        (await other.Should().ThrowAsync<StripeException>()).Which.HttpStatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(account, "GET", "/v1/customers", key: "sk_test_the_only_one", basic: true)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("POST", "/v1/customers", "nmae=Ada", 400, "parameter_unknown", "nmae")]
    [InlineData("POST", "/v1/customers", "address[street]=x", 400, "parameter_unknown", "address[street]")]
    [InlineData("POST", "/v1/customers", "balance=ten", 400, "parameter_invalid_integer", "balance")]
    [InlineData("POST", "/v1/customers", "a[b=1", 400, "parameter_unknown", "a[b")]
    [InlineData("POST", "/v1/payment_intents", "amount=100", 400, "parameter_missing", "currency")]
    [InlineData("POST", "/v1/payment_intents", "amount=&currency=usd", 400, "parameter_invalid_empty", "amount")]
    [InlineData("POST", "/v1/prices", "currency=usd&unit_amount=1&product=prod_none", 400, "resource_missing", "product")]
    [InlineData("POST", "/v1/refunds", "charge=ch_none", 400, "resource_missing", "charge")]
    [InlineData("GET", "/v1/customers/cus_none", "", 404, "resource_missing", "id")]
    [InlineData("GET", "/v1/customers", "limit=101", 400, null, "limit")]
    [InlineData("GET", "/v1/customers", "starting_after=cus_none", 400, "resource_missing", "starting_after")]
    [InlineData("GET", "/v1/customers", "expand[]=data.nothing", 200, null, null)]
    [InlineData("GET", "/v1/nothing", "", 404, null, null)]
    [InlineData("PUT", "/v1/customers", "", 404, null, null)]
    [InlineData("GET", "/v1/issuing/cards", "", 400, "not_modelled", null)]
    [InlineData("POST", "/v1/quotes", "customer=x", 400, "not_modelled", null)]
    [InlineData("POST", "/v1/subscriptions", "customer=x&items[0][price]=x&automatic_tax[enabled]=true", 400, "not_modelled", "automatic_tax")]
    [InlineData("POST", "/v1/subscriptions", "customer=x&items[0][price]=x&items[0][tax_rates][]=t", 400, "not_modelled", "items[0][tax_rates]")]
    [InlineData("POST", "/v1/checkout/sessions", "mode=payment&success_url=https://x.example&consent_collection[terms_of_service]=required", 400, "not_modelled", "consent_collection")]
    public async Task Bad_request_is_told_with_code_and_parameter(string method, string path, string parameters, int status, string? code, string? param)
    {
        await using var account = await Account.StartAsync();

        var (answered, body, _) = await SendAsync(account, method, path, parameters);

        answered.Should().Be(status, body.ToJsonString());
        if (status == 200)
            return;
        ((string?)body["error"]!["code"]).Should().Be(code);
        ((string?)body["error"]!["param"]).Should().Be(param);
        ((string?)body["error"]!["type"]).Should().Be("invalid_request_error");
    }

    [Theory]
    [InlineData("application/json", "{\"name\":\"Ada\"}")]
    [InlineData("text/xml", "<a/>")]
    public async Task Other_content_types_are_refused(string type, string body)
    {
        await using var account = await Account.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/customers") { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk_test_simulator");

        using var response = await account.Browser.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Same_key_gives_the_first_answer_again_and_other_parameters_are_an_error()
    {
        await using var account = await Account.StartAsync();

        var first = await SendAsync(account, "POST", "/v1/customers", "name=Ada", idempotencyKey: "k-1");
        var again = await SendAsync(account, "POST", "/v1/customers", "name=Ada", idempotencyKey: "k-1");
        var other = await SendAsync(account, "POST", "/v1/customers", "name=Grace", idempotencyKey: "k-1");
        var failed = await SendAsync(account, "POST", "/v1/customers", "nmae=Ada", idempotencyKey: "k-2");
        var mended = await SendAsync(account, "POST", "/v1/customers", "name=Ada", idempotencyKey: "k-2");

        again.Body.ToJsonString().Should().Be(first.Body.ToJsonString());
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        again.Headers.GetValues("Original-Request").Single().Should().Be(first.Headers.GetValues("Request-Id").Single());
        other.Status.Should().Be(400);
        ((string)other.Body["error"]!["type"]!).Should().Be("idempotency_error");
        (failed.Status, mended.Status).Should().Be((400, 200), "nothing is kept of a request that failed validation");
        (await account.Stripe.V1.Customers.ListAsync(cancellationToken: Cancelled)).Data.Should().HaveCount(2);
    }

    [Fact]
    public async Task Declined_payment_is_replayed_with_its_key_and_leaves_its_traces()
    {
        await using var account = await Account.StartAsync();
        const string declined = "amount=500&currency=usd&payment_method=pm_card_chargeDeclined&confirm=true&payment_method_types[]=card";

        var first = await SendAsync(account, "POST", "/v1/payment_intents", declined, idempotencyKey: "k");
        var again = await SendAsync(account, "POST", "/v1/payment_intents", declined, idempotencyKey: "k");

        (first.Status, again.Status).Should().Be((402, 402));
        ((string)first.Body["error"]!["decline_code"]!).Should().Be("generic_decline");
        ((string)again.Body["error"]!["payment_intent"]!["id"]!).Should().Be((string)first.Body["error"]!["payment_intent"]!["id"]!);
        (await account.Stripe.V1.Charges.ListAsync(cancellationToken: Cancelled)).Data.Should().ContainSingle().Which.Status.Should().Be("failed");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Lists_page_forwards_and_backwards()
    {
        await using var account = await Account.StartAsync();
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
            made.Insert(0, (await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = $"{i}" }, cancellationToken: Cancelled)).Id);

        var all = await account.Stripe.V1.Customers.ListAutoPagingAsync(new CustomerListOptions { Limit = 3 }, cancellationToken: Cancelled).ToListAsync(Cancelled);
        var back = await account.Stripe.V1.Customers.ListAsync(new CustomerListOptions { Limit = 2, EndingBefore = made[5] }, cancellationToken: Cancelled);

        all.Select(one => one.Id).Should().Equal(made);
        back.Data.Select(one => one.Id).Should().Equal(made[3], made[4]);
        back.HasMore.Should().BeTrue();
    }

    [Fact]
    public async Task Metadata_merges_and_an_empty_value_removes_its_key()
    {
        await using var account = await Account.StartAsync();
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Metadata = new() { ["a"] = "1", ["b"] = "2" } }, cancellationToken: Cancelled);

        customer = await account.Stripe.V1.Customers.UpdateAsync(customer.Id, new CustomerUpdateOptions { Metadata = new() { ["a"] = "", ["c"] = "3" } }, cancellationToken: Cancelled);

        customer.Metadata.Should().BeEquivalentTo(new Dictionary<string, string> { ["b"] = "2", ["c"] = "3" });
    }

    [Fact]
    public async Task Deleted_customer_shows_that_it_is_one_and_its_subscriptions_end()
    {
        await using var account = await Account.StartAsync();
        var session = await CheckoutTests.SubscribeAsync(account, await account.YearlyAsync(), null);
        await account.PayAsync(session.Url, "4242424242424242");
        session = await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled);

        await account.Stripe.V1.Customers.DeleteAsync(session.CustomerId, cancellationToken: Cancelled);

        (await account.Stripe.V1.Customers.GetAsync(session.CustomerId, cancellationToken: Cancelled)).Deleted.Should().BeTrue();
        (await account.Stripe.V1.Subscriptions.GetAsync(session.SubscriptionId, cancellationToken: Cancelled)).Status.Should().Be("canceled");
        (await account.Stripe.V1.Subscriptions.ListAsync(new SubscriptionListOptions { Customer = session.CustomerId }, cancellationToken: Cancelled)).Data.Should().BeEmpty();
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Rate_limit_answers_429_that_may_be_retried()
    {
        await using var account = await Account.StartAsync(options => options.RequestsPerSecond = 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(account, "GET", "/v1/customers")));

        var refused = answers.Where(one => one.Status == 429).ToList();
        refused.Should().NotBeEmpty();
        refused.Should().OnlyContain(one => one.Headers.GetValues("Stripe-Should-Retry").Single() == "true");
        ((string)refused[0].Body["error"]!["code"]!).Should().Be("rate_limit");
    }

    [Fact]
    public async Task Check_of_shapes_sees_what_is_missing_null_unknown_or_of_another_kind()
    {
        await using var account = await Account.StartAsync();
        var (_, customer, _) = await SendAsync(account, "POST", "/v1/customers", "name=Ada");
        ShapeCheck.Faults(customer).Should().BeEmpty();

        customer.AsObject().Remove("created");
        customer["livemode"] = null;
        customer["balance"] = "1";
        customer["invented"] = 1;
        customer["tax_exempt"] = "perhaps";

        ShapeCheck.Faults(customer).Should().HaveCount(5);
        ShapeCatalog.Instance.Version.Should().Be(StripeConfiguration.ApiVersion, "the shapes are those of the client's version");
    }

    internal static async Task<(int Status, JsonNode Body, HttpResponseHeaders Headers)> SendAsync(
        Account account, string method, string path, string parameters = "", string? idempotencyKey = null, string key = "sk_test_simulator", bool basic = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), method == "GET" && parameters.Length > 0 ? $"{path}?{parameters}" : path);
        request.Headers.Authorization = basic ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":"))) : new("Bearer", key);
        if (method != "GET")
            request.Content = new StringContent(parameters, Encoding.UTF8, "application/x-www-form-urlencoded");
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await account.Browser.SendAsync(request, Cancelled);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!, response.Headers);
    }
}
