using System.Net;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>What somebody who knows Stripe, and not this simulator, does with drafts, trials, discounts and amounts.</summary>
public sealed class DraftTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_of_a_draft_are_added_changed_and_taken_out()
    {
        await using var account = await Account.StartAsync();
        var customer = await CustomerAsync(account);
        var waiting = await account.Stripe.V1.InvoiceItems.CreateAsync(new InvoiceItemCreateOptions { Customer = customer.Id, Amount = 1200, Currency = "usd", Description = "Table" }, cancellationToken: Cancelled);
        var invoice = await account.Stripe.V1.Invoices.CreateAsync(new InvoiceCreateOptions { Customer = customer.Id, PendingInvoiceItemsBehavior = "exclude" }, cancellationToken: Cancelled);

        invoice = await account.Stripe.V1.Invoices.AddLinesAsync(invoice.Id, new InvoiceAddLinesOptions { Lines = [new() { InvoiceItem = waiting.Id }, new() { Amount = 300, Description = "Chairs" }] }, cancellationToken: Cancelled);
        (invoice.Total, invoice.Lines.Data.Count).Should().Be((1500, 2));
        invoice = await account.Stripe.V1.Invoices.UpdateLinesAsync(invoice.Id, new InvoiceUpdateLinesOptions { Lines = [new() { Id = invoice.Lines.Data[1].Id, Amount = 500 }] }, cancellationToken: Cancelled);
        invoice.Total.Should().Be(1700);
        var line = await account.Stripe.V1.Invoices.LineItems.UpdateAsync(invoice.Id, invoice.Lines.Data[1].Id, new InvoiceLineItemUpdateOptions { Description = "Four chairs" }, cancellationToken: Cancelled);
        line.Description.Should().Be("Four chairs");
        await account.Stripe.V1.InvoiceItems.UpdateAsync(waiting.Id, new InvoiceItemUpdateOptions { Amount = 1000 }, cancellationToken: Cancelled);
        invoice = await account.Stripe.V1.Invoices.RemoveLinesAsync(invoice.Id, new InvoiceRemoveLinesOptions { Lines = [new() { Id = line.Id, Behavior = "delete" }] }, cancellationToken: Cancelled);
        (invoice.Total, invoice.Lines.Data.Count).Should().Be((1000, 1));

        invoice = await account.Stripe.V1.Invoices.PayAsync(invoice.Id, cancellationToken: Cancelled);
        (invoice.Status, invoice.AmountPaid).Should().Be(("paid", 1000));
        var late = () => account.Stripe.V1.Invoices.AddLinesAsync(invoice.Id, new InvoiceAddLinesOptions { Lines = [new() { Amount = 1 }] }, cancellationToken: Cancelled);
        (await late.Should().ThrowAsync<StripeException>()).Which.StripeError.Code.Should().Be("invoice_not_editable");
        var gone = () => account.Stripe.V1.InvoiceItems.DeleteAsync(waiting.Id, cancellationToken: Cancelled);
        (await gone.Should().ThrowAsync<StripeException>()).Which.StripeError.Code.Should().Be("invoice_not_editable");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Trial_that_is_ended_now_is_charged_now()
    {
        await using var account = await Account.StartAsync();
        var customer = await CustomerAsync(account);
        var price = await account.YearlyAsync();
        var subscription = await account.Stripe.V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions { Customer = customer.Id, Items = [new() { Price = price.Id }], TrialPeriodDays = 14 }, cancellationToken: Cancelled);

        subscription = await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { TrialEnd = SubscriptionTrialEnd.Now, Expand = ["latest_invoice"] }, cancellationToken: Cancelled);

        (subscription.Status, subscription.LatestInvoice.Status, subscription.LatestInvoice.AmountPaid).Should().Be(("active", "paid", 7500));
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Discount_is_taken_back()
    {
        await using var account = await Account.StartAsync();
        var customer = await CustomerAsync(account);
        var price = await account.YearlyAsync();
        var coupon = await account.Stripe.V1.Coupons.CreateAsync(new CouponCreateOptions { PercentOff = 20, Duration = "forever" }, cancellationToken: Cancelled);
        var subscription = await account.Stripe.V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions { Customer = customer.Id, Items = [new() { Price = price.Id }], Discounts = [new() { Coupon = coupon.Id }] }, cancellationToken: Cancelled);

        (await account.Stripe.V1.Subscriptions.DeleteDiscountAsync(subscription.Id, cancellationToken: Cancelled)).Deleted.Should().BeTrue();

        (await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled)).DiscountIds.Should().BeEmpty();
        (await account.Stripe.V1.Invoices.CreatePreviewAsync(new InvoiceCreatePreviewOptions { Subscription = subscription.Id }, cancellationToken: Cancelled)).AmountDue.Should().Be(7500);
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData(10, "usd", "amount_too_small")]
    [InlineData(49, "jpy", "amount_too_small")]
    [InlineData(100_000_000, "usd", "amount_too_large")]
    [InlineData(0, "usd", "parameter_invalid_integer")]
    [InlineData(100, "xxx", null)]
    public async Task Amount_that_nobody_can_be_charged_is_refused(long amount, string currency, string? code)
    {
        await using var account = await Account.StartAsync();

        var create = () => account.Stripe.V1.PaymentIntents.CreateAsync(new PaymentIntentCreateOptions { Amount = amount, Currency = currency }, cancellationToken: Cancelled);

        var error = (await create.Should().ThrowAsync<StripeException>()).Which;
        error.HttpStatusCode.Should().Be(HttpStatusCode.BadRequest);
        error.StripeError.Code.Should().Be(code);
    }

    [Fact]
    public async Task Method_that_was_detached_is_not_used_again_and_an_empty_text_unsets()
    {
        await using var account = await Account.StartAsync();
        var customer = await CustomerAsync(account);
        var method = (await account.Stripe.V1.PaymentMethods.ListAsync(new PaymentMethodListOptions { Customer = customer.Id }, cancellationToken: Cancelled)).Data.Single();

        await account.Stripe.V1.PaymentMethods.DetachAsync(method.Id, cancellationToken: Cancelled);
        var again = () => account.Stripe.V1.PaymentMethods.AttachAsync(method.Id, new PaymentMethodAttachOptions { Customer = customer.Id }, cancellationToken: Cancelled);

        (await again.Should().ThrowAsync<StripeException>()).Which.Message.Should().Contain("may not be used again");
        (await account.Stripe.V1.Customers.UpdateAsync(customer.Id, new CustomerUpdateOptions { Name = "" }, cancellationToken: Cancelled)).Name.Should().BeNull();
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Account_and_its_balance_are_told_and_what_is_not_modelled_is_told_as_such()
    {
        await using var account = await Account.StartAsync();
        await account.Stripe.V1.PaymentIntents.CreateAsync(
            new PaymentIntentCreateOptions { Amount = 2000, Currency = "usd", PaymentMethod = "pm_card_visa", Confirm = true, AutomaticPaymentMethods = new() { Enabled = true, AllowRedirects = "never" } }, cancellationToken: Cancelled);

        (await account.Stripe.V1.Accounts.GetSelfAsync(cancellationToken: Cancelled)).ChargesEnabled.Should().BeTrue();
        (await account.Stripe.V1.Balance.GetAsync(cancellationToken: Cancelled)).Pending.Single().Amount.Should().Be(2000 - 88);
        foreach (var path in (string[])["/v2/core/events", "/v1/credit_notes/preview", "/v1/payment_links"])
            ((string?)(await ApiTests.SendAsync(account, "GET", path)).Body["error"]!["code"]).Should().Be("not_modelled", path);
    }

    private static Task<Customer> CustomerAsync(Account account) => account.Stripe.V1.Customers.CreateAsync(
        new CustomerCreateOptions { Name = "Ada", PaymentMethod = "pm_card_visa", InvoiceSettings = new() { DefaultPaymentMethod = "pm_card_visa" } }, cancellationToken: Cancelled);
}
