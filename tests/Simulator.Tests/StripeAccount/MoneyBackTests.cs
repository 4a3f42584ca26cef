using Stripe;

namespace Simulator.Tests.StripeAccount;

public sealed class MoneyBackTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refunds_add_up_and_no_more_than_was_paid_is_given_back()
    {
        await using var account = await Account.StartAsync();
        var intent = await PaidAsync(account, "pm_card_visa");

        var first = await account.Stripe.V1.Refunds.CreateAsync(new RefundCreateOptions { PaymentIntent = intent.Id, Amount = 2000, Reason = "requested_by_customer" }, cancellationToken: Cancelled);
        var tooMuch = () => account.Stripe.V1.Refunds.CreateAsync(new RefundCreateOptions { PaymentIntent = intent.Id, Amount = 9000 }, cancellationToken: Cancelled);
        (await tooMuch.Should().ThrowAsync<StripeException>()).Which.HttpStatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        await account.Stripe.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = intent.LatestChargeId }, cancellationToken: Cancelled);
        var again = () => account.Stripe.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = intent.LatestChargeId }, cancellationToken: Cancelled);

        (await again.Should().ThrowAsync<StripeException>()).Which.StripeError.Code.Should().Be("charge_already_refunded");
        var charge = await account.Stripe.V1.Charges.GetAsync(intent.LatestChargeId, new ChargeGetOptions { Expand = ["refunds"] }, cancellationToken: Cancelled);
        (charge.Refunded, charge.AmountRefunded, charge.Refunds.Data.Count).Should().Be((true, 7500, 2));
        (await account.EventsAsync()).Select(one => one.Type).Should().ContainInOrder("refund.created", "charge.refunded", "refund.created", "charge.refunded");
        StripeNetCheck.Nulls(first).Should().BeEmpty();
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("won", "charge.dispute.funds_reinstated")]
    [InlineData("lost", "charge.dispute.closed")]
    public async Task Disputed_card_opens_a_dispute_that_carries_no_customer_and_ends(string outcome, string told)
    {
        await using var account = await Account.StartAsync();
        var intent = await PaidAsync(account, "pm_card_createDispute");

        var dispute = (await account.Stripe.V1.Disputes.ListAsync(new DisputeListOptions { PaymentIntent = intent.Id }, cancellationToken: Cancelled)).Single();
        dispute.Status.Should().Be("needs_response");
        await account.Stripe.V1.Disputes.UpdateAsync(dispute.Id, new DisputeUpdateOptions { Evidence = new() { UncategorizedText = outcome == "won" ? "winning_evidence" : "losing_evidence" } }, cancellationToken: Cancelled);

        dispute = await account.Stripe.V1.Disputes.GetAsync(dispute.Id, cancellationToken: Cancelled);
        dispute.Status.Should().Be(outcome);
        (await account.Stripe.V1.Charges.GetAsync(intent.LatestChargeId, cancellationToken: Cancelled)).Disputed.Should().BeTrue();
        (await account.EventsAsync()).Select(one => one.Type).Should().ContainInOrder("charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.updated", told);
        StripeNetCheck.Nulls(dispute).Should().BeEmpty();
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("000123456789", "paid", "checkout.session.async_payment_succeeded")]
    [InlineData("000111111113", "unpaid", "checkout.session.async_payment_failed")]
    public async Task Bank_debit_completes_unpaid_and_its_outcome_comes_days_later(string number, string status, string told)
    {
        await using var account = await Account.StartAsync();
        var session = await CheckoutTests.SubscribeAsync(account, await account.YearlyAsync(), null);
        using var page = await account.Browser.PostAsync(session.Url, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = "ada@example.org", ["paymentMethod"] = "us_bank_account", ["accountNumber"] = number, ["routingNumber"] = "110000000", ["billingName"] = "Ada",
        }), Cancelled);
        ((int)page.StatusCode).Should().Be(303);
        session = await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled);
        (session.Status, session.PaymentStatus).Should().Be(("complete", "unpaid"));

        await account.ControlAsync("clock/advance", new { days = 5 });

        (await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled)).PaymentStatus.Should().Be(status);
        (await account.EventsAsync()).Select(one => one.Type).Should().ContainInOrder("checkout.session.completed", told);
        (await account.Stripe.V1.Invoices.GetAsync(session.InvoiceId, cancellationToken: Cancelled)).Status.Should().Be(status == "paid" ? "paid" : "open");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Control_disputes_and_refunds_by_the_id_of_an_invoice()
    {
        await using var account = await Account.StartAsync();
        var session = await CheckoutTests.SubscribeAsync(account, await account.YearlyAsync(), null);
        await account.PayAsync(session.Url, "4242424242424242");
        var invoice = (await account.Stripe.V1.Checkout.Sessions.GetAsync(session.Id, cancellationToken: Cancelled)).InvoiceId;

        await account.ControlAsync($"charges/{invoice}/refund", new { amount = 500 });
        var dispute = await account.ControlAsync($"charges/{invoice}/dispute", new { reason = "duplicate" });

        ((string)dispute["reason"]!).Should().Be("duplicate");
        (await account.Stripe.V1.Refunds.ListAsync(cancellationToken: Cancelled)).Data.Should().ContainSingle(refund => refund.Amount == 500);
        var page = await account.Browser.GetStringAsync("/simulator/stripe", Cancelled);
        page.Should().Contain("disputed").And.Contain("ada@example.org");
    }

    private static async Task<PaymentIntent> PaidAsync(Account account, string card)
    {
        var intent = await account.Stripe.V1.PaymentIntents.CreateAsync(new PaymentIntentCreateOptions
        {
            Amount = 7500, Currency = "usd", PaymentMethod = card, Confirm = true, AutomaticPaymentMethods = new() { Enabled = true, AllowRedirects = "never" },
        }, cancellationToken: Cancelled);
        intent.Status.Should().Be("succeeded");
        StripeNetCheck.Nulls(intent).Should().BeEmpty();
        return intent;
    }
}
