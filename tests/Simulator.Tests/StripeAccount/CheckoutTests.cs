using Stripe;
using Stripe.Checkout;

namespace Simulator.Tests.StripeAccount;

public sealed class CheckoutTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscription_session_paid_on_its_page_makes_everything_that_Stripe_makes()
    {
        await using var account = await Account.StartAsync();
        var price = await account.YearlyAsync();
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Email = "ada@example.org", Name = "Ada" }, cancellationToken: Cancelled);
        var session = await SubscribeAsync(account, price, customer.Id);

        var location = await account.PayAsync(session.Url, "4242 4242 4242 4242");

        location.Should().Be($"https://site.example/done?session={session.Id}");
        session = await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, new SessionGetOptions { Expand = ["subscription.latest_invoice.payments", "line_items"] }, cancellationToken: Cancelled);
        session.Status.Should().Be("complete");
        session.PaymentStatus.Should().Be("paid");
        session.LineItems.Data.Should().ContainSingle();
        var subscription = session.Subscription;
        subscription.Status.Should().Be("active");
        subscription.Metadata.Should().Contain("member", "17");
        subscription.Items.Data[0].CurrentPeriodEnd.Should().Be(subscription.Items.Data[0].CurrentPeriodStart.AddYears(1));
        var invoice = subscription.LatestInvoice;
        invoice.Status.Should().Be("paid");
        invoice.Number.Should().EndWith("-0001");
        invoice.AmountPaid.Should().Be(7500);
        invoice.Parent.SubscriptionDetails.SubscriptionId.Should().Be(subscription.Id);
        invoice.Payments.Data.Should().ContainSingle(payment => payment.Status == "paid" && payment.AmountPaid == 7500);
        var intent = await account.Stripe.V1.PaymentIntents.GetAsync(invoice.Payments.Data[0].Payment.PaymentIntentId, new PaymentIntentGetOptions { Expand = ["latest_charge.balance_transaction"] }, cancellationToken: Cancelled);
        intent.Status.Should().Be("succeeded");
        intent.LatestCharge.Paid.Should().BeTrue();
        (await account.EventsAsync()).Select(one => one.Type).Should().ContainInOrder(
            "charge.succeeded", "payment_method.attached", "invoice.created", "customer.subscription.created", "invoice.finalized",
            "customer.subscription.updated", "invoice.paid", "invoice.payment_succeeded", "payment_intent.created", "payment_intent.succeeded", "checkout.session.completed");
        foreach (var entity in new StripeEntity[] { session, subscription, invoice, intent, intent.LatestCharge, customer, price })
            StripeNetCheck.Nulls(entity).Should().BeEmpty();
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("4000 0000 0000 0002", "Your card was declined.")]
    [InlineData("4000 0000 0000 9995", "Your card has insufficient funds.")]
    [InlineData("4000 0000 0000 0069", "Your card has expired.")]
    [InlineData("4242 4242 4242 4241", "Your card number is incorrect.")]
    [InlineData("", "Your card number is incomplete.")]
    public async Task Declined_card_shows_why_and_leaves_the_session_open(string card, string why)
    {
        await using var account = await Account.StartAsync();
        var session = await SubscribeAsync(account, await account.YearlyAsync(), null);

        using var page = await account.SubmitAsync(session.Url, card);

        ((int)page.StatusCode).Should().Be(402);
        System.Net.WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancelled)).Should().Contain(why);
        (await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled)).Status.Should().Be("open");
        (await account.Stripe.V1.Subscriptions.ListAsync(new SubscriptionListOptions { Status = "all" }, cancellationToken: Cancelled)).Data.Should().BeEmpty();
        (await account.PayAsync(session.Url, "4242 4242 4242 4242")).Should().Contain(session.Id);
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Card_that_asks_for_authentication_pays_after_it_only()
    {
        await using var account = await Account.StartAsync();
        var session = await SubscribeAsync(account, await account.YearlyAsync(), null);

        var bank = await account.PayAsync(session.Url, "4000 0025 0000 3155");
        bank.Should().Contain("/checkout/authenticate/pi_");
        using var refused = await account.Browser.PostAsync(bank, new FormUrlEncodedContent([new("outcome", "fail")]), Cancelled);
        refused.Headers.Location!.ToString().Should().Contain("failed=1");
        (await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled)).Status.Should().Be("open");

        bank = await account.PayAsync(session.Url, "4000 0025 0000 3155");
        using var done = await account.Browser.PostAsync(bank, new FormUrlEncodedContent([new("outcome", "complete")]), Cancelled);
        done.Headers.Location!.ToString().Should().Be($"https://site.example/done?session={session.Id}");
        (await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled)).PaymentStatus.Should().Be("paid");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Setup_session_gives_the_customer_a_payment_method()
    {
        await using var account = await Account.StartAsync();
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Email = "ada@example.org" }, cancellationToken: Cancelled);
        var session = await account.Stripe.V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "setup", Customer = customer.Id, Currency = "usd", SuccessUrl = "https://site.example/done?session={CHECKOUT_SESSION_ID}",
            SetupIntentData = new() { Metadata = new() { ["subscription"] = "sub_x" } },
        }, cancellationToken: Cancelled);

        await account.PayAsync(session.Url, "4242 4242 4242 4242");

        var intent = await account.Stripe.V1.SetupIntents.GetAsync(session.SetupIntentId, new SetupIntentGetOptions { Expand = ["payment_method"] }, cancellationToken: Cancelled);
        intent.Status.Should().Be("succeeded");
        intent.PaymentMethod.CustomerId.Should().Be(customer.Id);
        intent.Metadata.Should().Contain("subscription", "sub_x");
        StripeNetCheck.Nulls(intent).Should().BeEmpty();
        StripeNetCheck.Nulls(intent.PaymentMethod).Should().BeEmpty();
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("usd", 1500L)]
    [InlineData("jpy", 1500L)]
    [InlineData("kwd", 1500L)]
    public async Task Payment_session_takes_the_amount_in_minor_units(string currency, long amount)
    {
        await using var account = await Account.StartAsync();
        var session = await account.Stripe.V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "payment", SuccessUrl = "https://site.example/done", CancelUrl = "https://site.example/back", ClientReferenceId = "m-17",
            LineItems = [new() { Quantity = 2, PriceData = new() { Currency = currency, UnitAmount = amount, ProductData = new() { Name = "Gift" } } }],
        }, cancellationToken: Cancelled);

        await account.PayAsync(session.Url, "4242 4242 4242 4242");

        session = await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, new SessionGetOptions { Expand = ["payment_intent"] }, cancellationToken: Cancelled);
        session.AmountTotal.Should().Be(2 * amount);
        session.PaymentIntent.AmountReceived.Should().Be(2 * amount);
        session.PaymentIntent.Currency.Should().Be(currency);
        session.CustomerDetails.Email.Should().Be("ada@example.org");
        session.CustomerId.Should().BeNull("a guest pays without one");
        account.ShapeFaults.Should().BeEmpty();
    }

    internal static Task<Session> SubscribeAsync(Account account, Price price, string? customer, string? email = null) =>
        account.Stripe.V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "subscription", Customer = customer, CustomerEmail = email, SuccessUrl = "https://site.example/done?session={CHECKOUT_SESSION_ID}", CancelUrl = "https://site.example/back",
            LineItems = [new() { Price = price.Id, Quantity = 1 }],
            SubscriptionData = new() { Metadata = new() { ["member"] = "17" } },
        }, cancellationToken: Cancelled);
}
