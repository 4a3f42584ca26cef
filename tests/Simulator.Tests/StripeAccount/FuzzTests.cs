using System.Text;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>Random parameters, well and badly formed, to every route: an answer in Stripe's form, never a failure of the simulator.</summary>
public sealed class FuzzTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task No_parameters_make_the_account_fail(int seed)
    {
        var random = new Random(seed);
        await using var account = await Account.StartAsync();
        var ids = await SeedAsync(account);
        var routes = ShapeCatalog.Instance.Routes.OrderBy(route => route.Key, StringComparer.Ordinal).Where(route => route.Value.Length > 0 && !route.Key.Contains("test_clocks/{id}/advance", StringComparison.Ordinal)).ToList();

        var succeeded = 0;
        for (var round = 0; round < 1200; round++)
        {
            var (key, type) = routes[random.Next(routes.Count)];
            var (method, template) = (key.Split(' ')[0], key.Split(' ')[1]);
            var path = string.Join('/', template.Split('/').Select(segment => segment.StartsWith('{') ? Uri.EscapeDataString(Pick(random, Fitting(template, ids, random))) : segment));
            var parameters = new StringBuilder();
            if (type != "-")
                Parameters(random, type, "", parameters, ids, 0);

            var (status, body, _) = await ApiTests.SendAsync(account, method, path, parameters.ToString());

            status.Should().BeLessThan(500, $"seed {seed}, round {round}: {method} {path} {Uri.UnescapeDataString(parameters.ToString())} gave {body.ToJsonString()}");
            if (status == 200)
            {
                succeeded++;
                ShapeCheck.Faults(body).Should().BeEmpty($"seed {seed}, round {round}: {method} {path} {Uri.UnescapeDataString(parameters.ToString())}");
                if ((string?)body["id"] is { } made)
                    ids.Add(made);
            }
            else
            {
                body["error"]!["message"].Should().NotBeNull();
            }
        }
        succeeded.Should().BeGreaterThan(200, "requests that are all refused prove little");
        await account.ControlAsync("clock/advance", new { days = 400 });
    }

    [Theory]
    [InlineData("a=%ZZ&b=%")]
    [InlineData("=x&&&=")]
    [InlineData("name[]=a&name=b")]
    [InlineData("name=a&name[b]=c")]
    [InlineData("metadata[a][b][c]=1")]
    [InlineData("[a]=1")]
    [InlineData("name[a]]=1")]
    [InlineData("address=x")]
    [InlineData("expand=x")]
    [InlineData("expand[a]=b")]
    [InlineData("metadata=x")]
    [InlineData("preferred_locales=x")]
    [InlineData("balance=9223372036854775808")]
    public async Task Malformed_form_is_refused_or_read(string body)
    {
        await using var account = await Account.StartAsync();

        var (status, answer, _) = await ApiTests.SendAsync(account, "POST", "/v1/customers", body);

        status.Should().BeOneOf([200, 400], answer.ToJsonString());
    }

    [Fact]
    public async Task Deep_and_large_bodies_are_refused()
    {
        await using var account = await Account.StartAsync();
        var deep = "a" + string.Concat(Enumerable.Repeat("[b]", 5000)) + "=1";

        (await ApiTests.SendAsync(account, "POST", "/v1/customers", deep)).Status.Should().Be(400);
        (await ApiTests.SendAsync(account, "POST", "/v1/customers", "name=" + new string('x', 5 * 1024 * 1024))).Status.Should().Be(413);
        (await ApiTests.SendAsync(account, "POST", "/v1/customers", string.Join('&', Enumerable.Range(0, 20_000).Select(i => $"metadata[{i}]=x")))).Status.Should().Be(400);
    }

    private static void Parameters(Random random, string type, string prefix, StringBuilder into, List<string> ids, int depth)
    {
        if (ShapeCatalog.Instance.Type(type) is not { } fields)
            return;
        foreach (var field in fields.Values.OrderBy(field => field.Name, StringComparer.Ordinal))
            if (random.Next(field.Optional ? 7 : 20) == 0 || (!field.Optional && random.Next(20) > 0))
                Value(random, field.Kind, prefix.Length == 0 ? field.Name : $"{prefix}[{field.Name}]", field.Name, into, ids, depth);
    }

    private static void Value(Random random, string kind, string name, string field, StringBuilder into, List<string> ids, int depth)
    {
        if (depth > 4 || field is "expand")
            return;
        switch (kind[0])
        {
            case '@':
                Parameters(random, kind[1..], name, into, ids, depth + 1);
                return;
            case '[' or '<':
                for (var index = random.Next(1, 3); index > 0; index--)
                    Value(random, kind[1..], $"{name}[{index - 1}]", field, into, ids, depth + 1);
                return;
            case '{':
                Value(random, kind[1..], $"{name}[key]", field, into, ids, depth + 1);
                return;
            case '(':
                var members = kind[1..].Split(';');
                Value(random, members[random.Next(members.Length)], name, field, into, ids, depth);
                return;
        }
        var value = random.Next(25) == 0 ? Pick(random, ["", "-1", "0", "true", "x", "99999999999", "ß\u0000<", "1.5"]) : kind[0] switch
        {
            'n' or 't' => Pick(random, ["1", "7500", "3", "1800000000", "1767268800", "30"]),
            'b' => Pick(random, ["true", "false"]),
            'd' => Pick(random, ["1", "7500", "0.5"]),
            '=' or '%' => Pick(random, [.. kind[1..].Split('|')]),
            _ => Text(random, field, ids),
        };
        into.Append(into.Length > 0 ? "&" : "").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static string Text(Random random, string field, List<string> ids)
    {
        var prefix = field switch
        {
            "customer" => "cus_", "price" => "price_", "product" => "prod_", "subscription" => "sub_", "invoice" => "in_", "payment_method" or "default_payment_method" => "pm_",
            "charge" => "ch_", "payment_intent" => "pi_", "id" => "si_", "coupon" => "SAVE", "currency" => "usd", "starting_after" or "ending_before" => "", _ => null,
        };
        if (field.EndsWith("url", StringComparison.Ordinal))
            return "https://site.example/x";
        var fitting = prefix is null ? [] : ids.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return field == "currency" ? "usd" : fitting.Count > 0 && random.Next(8) > 0 ? Pick(random, fitting) : Pick(random, ["text", Pick(random, ids), "pm_card_visa"]);
    }

    /// <summary>Mostly ids of the kind that the route is about.</summary>
    private static List<string> Fitting(string template, List<string> ids, Random random)
    {
        var prefix = template.Split('/')[2] switch
        {
            "customers" => "cus_", "charges" => "ch_", "payment_intents" => "pi_", "payment_methods" => "pm_", "invoices" => "in_", "subscriptions" => "sub_", "products" => "prod_",
            "prices" => "price_", "refunds" => "re_", "setup_intents" => "seti_", "checkout" => "cs_", "subscription_items" => "si_", "invoiceitems" => "ii_", "coupons" => "SAVE",
            "disputes" => "du_", "events" => "evt_", "invoice_payments" => "inpay_", "credit_notes" => "cn_", "webhook_endpoints" => "we_", "test_helpers" => "clock_", "billing_portal" => "bpc_",
            _ => "",
        };
        var fitting = ids.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return fitting.Count > 0 && random.Next(10) > 0 ? fitting : ids;
    }

    private static string Pick(Random random, IReadOnlyList<string> from) => from[random.Next(from.Count)];

    private static async Task<List<string>> SeedAsync(Account account)
    {
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Email = "ada@example.org" }, cancellationToken: Cancelled);
        var price = await account.YearlyAsync();
        var session = await CheckoutTests.SubscribeAsync(account, price, customer.Id);
        await account.PayAsync(session.Url, "4242424242424242");
        await account.Stripe.V1.Coupons.CreateAsync(new CouponCreateOptions { Id = "SAVE", PercentOff = 12.5m, Duration = "once" }, cancellationToken: Cancelled);
        var events = JsonNode.Parse(await account.Browser.GetStringAsync("/simulator/stripe/events", Cancelled))!["data"]!.AsArray();
        return [.. events.Select(told => (string?)told!["data"]!["object"]!["id"]).OfType<string>().Distinct(), "SAVE", session.Id,
            .. (await account.Stripe.V1.Subscriptions.ListAsync(cancellationToken: Cancelled)).SelectMany(one => one.Items.Data).Select(item => item.Id)];
    }
}
