using Stripe;
using Stripe.TestHelpers;

namespace Simulator.Tests.StripeAccount;

public sealed class BillingTests
{
    private static readonly DateTime Start = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Renewal_tells_its_events_in_order_and_waits_an_hour_before_it_charges()
    {
        await using var account = await Account.StartAsync();
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_visa");
        var end = subscription.Items.Data[0].CurrentPeriodEnd;
        end.Should().Be(Start.AddYears(1));
        var before = (await account.EventsAsync()).Count;

        await AdvanceAsync(account, clock, end.AddMinutes(30));
        var draft = (await InvoicesAsync(account, subscription)).First();
        draft.Status.Should().Be("draft");
        draft.BillingReason.Should().Be("subscription_cycle");
        draft.Number.Should().BeNull();
        draft.InvoicePdf.Should().BeNull();
        draft.HostedInvoiceUrl.Should().BeNull();
        draft.Lines.Data[0].Period.Start.Should().Be(end);

        await AdvanceAsync(account, clock, end.AddHours(2));
        var invoice = await account.Stripe.V1.Invoices.GetAsync(draft.Id, new InvoiceGetOptions { Expand = ["payments"] }, cancellationToken: Cancelled);
        invoice.Status.Should().Be("paid");
        invoice.Number.Should().EndWith("-0002");
        invoice.Payments.Data.Should().ContainSingle(payment => payment.Status == "paid");
        var told = (await account.EventsAsync()).Skip(before).Where(one => !one.Type.StartsWith("test_helpers", StringComparison.Ordinal)).ToList();
        told.Select(one => one.Type).Should().ContainInOrder("invoice.upcoming", "customer.subscription.updated", "invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded");
        ((Invoice)told.First(one => one.Type == "invoice.upcoming").Data.Object).Id.Should().BeNull();
        told.First(one => one.Type == "customer.subscription.updated").Created.Should().Be(end, "an event carries the time at which it fell due");
        (await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled)).Items.Data[0].CurrentPeriodEnd.Should().Be(Start.AddYears(2));
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("canceled")]
    [InlineData("unpaid")]
    [InlineData("past_due")]
    public async Task Card_that_fails_is_tried_eight_times_in_two_weeks_and_then_the_setting_decides(string outcome)
    {
        await using var account = await Account.StartAsync(options => options.AfterLastRetry = outcome);
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_visa");
        await FailAsync(account, subscription);
        var end = subscription.Items.Data[0].CurrentPeriodEnd;

        await AdvanceAsync(account, clock, end.AddHours(2));
        var invoice = (await InvoicesAsync(account, subscription)).First();
        (invoice.Status, invoice.AttemptCount, invoice.NextPaymentAttempt).Should().Be(("open", 1, end.AddHours(1).AddDays(1)));
        (await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled)).Status.Should().Be("past_due");

        await AdvanceAsync(account, clock, end.AddDays(16));
        invoice = (await InvoicesAsync(account, subscription)).First();
        (invoice.Status, invoice.AttemptCount, invoice.NextPaymentAttempt).Should().Be(("open", 8, null));
        subscription = await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled);
        subscription.Status.Should().Be(outcome);
        if (outcome == "canceled")
            subscription.CancellationDetails.Reason.Should().Be("payment_failed");
        var told = await account.EventsAsync();
        told.Count(one => one.Type == "invoice.payment_failed").Should().Be(8);
        told.Count(one => one.Type == "customer.subscription.deleted").Should().Be(outcome == "canceled" ? 1 : 0);
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Hard_decline_is_not_tried_again_until_the_card_is_changed_on_the_subscription_that_failed()
    {
        await using var account = await Account.StartAsync();
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_visa");
        await account.ControlAsync($"customers/{subscription.CustomerId}/decline", new { code = "stolen_card" });
        await AdvanceAsync(account, clock, subscription.Items.Data[0].CurrentPeriodEnd.AddDays(5));
        var invoice = (await InvoicesAsync(account, subscription)).First();
        (invoice.Status, invoice.AttemptCount, invoice.NextPaymentAttempt).Should().Be(("open", 1, null));

        await account.ControlAsync($"customers/{subscription.CustomerId}/decline", new { code = (string?)null });
        var card = await account.Stripe.V1.PaymentMethods.AttachAsync("pm_card_mastercard", new PaymentMethodAttachOptions { Customer = subscription.CustomerId }, cancellationToken: Cancelled);
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { DefaultPaymentMethod = card.Id }, cancellationToken: Cancelled);
        invoice = await account.Stripe.V1.Invoices.PayAsync(invoice.Id, cancellationToken: Cancelled);

        invoice.Status.Should().Be("paid");
        (await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled)).Status.Should().Be("active");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Subscription_that_is_to_end_ends_with_its_period_unless_it_is_undone()
    {
        await using var account = await Account.StartAsync();
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_visa");
        var end = subscription.Items.Data[0].CurrentPeriodEnd;

        subscription = await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true }, cancellationToken: Cancelled);
        (subscription.CancelAt, subscription.CanceledAt).Should().Be((end, Start));
        subscription = await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = false }, cancellationToken: Cancelled);
        (subscription.CancelAt, subscription.CanceledAt).Should().Be((null, null));
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAt = end }, cancellationToken: Cancelled);

        await AdvanceAsync(account, clock, end.AddHours(3));

        subscription = await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled);
        (subscription.Status, subscription.EndedAt).Should().Be(("canceled", end));
        (await InvoicesAsync(account, subscription)).Should().ContainSingle("no renewal was invoiced");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Paused_collection_voids_the_renewal_and_a_paused_subscription_has_none()
    {
        await using var account = await Account.StartAsync();
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_visa", "month");
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { PauseCollection = new() { Behavior = "void" } }, cancellationToken: Cancelled);
        await AdvanceAsync(account, clock, subscription.Items.Data[0].CurrentPeriodEnd.AddHours(2));
        (await InvoicesAsync(account, subscription)).First().Status.Should().Be("void");
        subscription = await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled);
        subscription.Status.Should().Be("active");
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { PauseCollection = null, ExtraParams = null }, cancellationToken: Cancelled);

        subscription = await account.Stripe.V1.Subscriptions.PauseAsync(subscription.Id, new SubscriptionPauseOptions { Type = "subscription" }, cancellationToken: Cancelled);
        subscription.Status.Should().Be("paused");
        await AdvanceAsync(account, clock, subscription.Items.Data[0].CurrentPeriodEnd.AddDays(3));
        (await InvoicesAsync(account, subscription)).Should().HaveCount(2);
        subscription = await account.Stripe.V1.Subscriptions.ResumeAsync(subscription.Id, cancellationToken: Cancelled);

        subscription.Status.Should().Be("active");
        (await InvoicesAsync(account, subscription)).First().Status.Should().Be("paid");
        (await account.EventsAsync()).Select(one => one.Type).Should().ContainInOrder("customer.subscription.paused", "customer.subscription.resumed");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Preview_of_a_tier_change_is_what_the_change_then_costs()
    {
        await using var account = await Account.StartAsync();
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_visa");
        var larger = await account.YearlyAsync(15000, name: "Patron");
        await AdvanceAsync(account, clock, Start.AddDays(146));
        var at = Start.AddDays(146);
        var items = new List<InvoiceSubscriptionDetailsItemOptions> { new() { Id = subscription.Items.Data[0].Id, Price = larger.Id } };

        var preview = await account.Stripe.V1.Invoices.CreatePreviewAsync(new InvoiceCreatePreviewOptions
        {
            Customer = subscription.CustomerId, Subscription = subscription.Id,
            SubscriptionDetails = new() { Items = items, ProrationBehavior = "always_invoice", ProrationDate = at },
        }, cancellationToken: Cancelled);
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions
        {
            Items = [new() { Id = subscription.Items.Data[0].Id, Price = larger.Id }], ProrationBehavior = "always_invoice", ProrationDate = at,
        }, cancellationToken: Cancelled);

        // 219 of 365 days are left: 60 % of 150.00 less 60 % of 75.00.
        preview.AmountDue.Should().Be(4500);
        preview.Lines.Data.Select(line => line.Amount).Should().Equal(-4500, 9000);
        preview.Lines.Data.Should().OnlyContain(line => line.Parent.SubscriptionItemDetails.Proration);
        var invoice = (await InvoicesAsync(account, subscription)).First();
        (invoice.Status, invoice.AmountPaid, invoice.BillingReason).Should().Be(("paid", 4500, "subscription_update"));
        (await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled)).Items.Data[0].Price.Id.Should().Be(larger.Id);
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Upcoming_invoice_tells_amount_and_date_and_there_is_none_for_one_that_ends()
    {
        await using var account = await Account.StartAsync();
        var (_, subscription) = await SubscribedAsync(account, "pm_card_visa");

        var upcoming = await account.Stripe.V1.Invoices.CreatePreviewAsync(new InvoiceCreatePreviewOptions { Subscription = subscription.Id }, cancellationToken: Cancelled);
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true }, cancellationToken: Cancelled);
        var none = () => account.Stripe.V1.Invoices.CreatePreviewAsync(new InvoiceCreatePreviewOptions { Subscription = subscription.Id }, cancellationToken: Cancelled);

        (upcoming.AmountDue, upcoming.PeriodEnd).Should().Be((7500, subscription.Items.Data[0].CurrentPeriodEnd));
        (await none.Should().ThrowAsync<StripeException>()).Which.StripeError.Code.Should().Be("invoice_upcoming_none");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task First_payment_that_stays_unpaid_expires_after_23_hours()
    {
        await using var account = await Account.StartAsync();
        var (clock, subscription) = await SubscribedAsync(account, "pm_card_chargeCustomerFail");
        subscription.Status.Should().Be("incomplete");

        await AdvanceAsync(account, clock, Start.AddHours(24));

        subscription = await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled);
        subscription.Status.Should().Be("incomplete_expired");
        (await InvoicesAsync(account, subscription)).Single().Status.Should().Be("void");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Trial_without_a_card_pauses_when_it_is_told_to()
    {
        await using var account = await Account.StartAsync();
        var clock = await ClockAsync(account);
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { TestClock = clock.Id }, cancellationToken: Cancelled);
        var subscription = await account.Stripe.V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions
        {
            Customer = customer.Id, Items = [new() { Price = (await account.YearlyAsync()).Id }], TrialPeriodDays = 30,
            TrialSettings = new() { EndBehavior = new() { MissingPaymentMethod = "pause" } },
        }, cancellationToken: Cancelled);
        subscription.Status.Should().Be("trialing");

        await AdvanceAsync(account, clock, Start.AddDays(31));

        (await account.Stripe.V1.Subscriptions.GetAsync(subscription.Id, cancellationToken: Cancelled)).Status.Should().Be("paused");
        (await account.EventsAsync()).Select(one => one.Type).Should().ContainInOrder("customer.subscription.trial_will_end", "customer.subscription.paused");
        account.ShapeFaults.Should().BeEmpty();
    }

    private static Task<TestClock> ClockAsync(Account account) =>
        account.Stripe.V1.TestHelpers.TestClocks.CreateAsync(new TestClockCreateOptions { FrozenTime = Start, Name = "tests" }, cancellationToken: Cancelled);

    private static async Task<(TestClock Clock, Subscription Subscription)> SubscribedAsync(Account account, string card, string interval = "year")
    {
        var clock = await ClockAsync(account);
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { TestClock = clock.Id, Email = "ada@example.org" }, cancellationToken: Cancelled);
        var method = await account.Stripe.V1.PaymentMethods.AttachAsync(card, new PaymentMethodAttachOptions { Customer = customer.Id }, cancellationToken: Cancelled);
        var product = await account.Stripe.V1.Products.CreateAsync(new ProductCreateOptions { Name = "Annual dues" }, cancellationToken: Cancelled);
        var price = await account.Stripe.V1.Prices.CreateAsync(new PriceCreateOptions { Product = product.Id, UnitAmount = 7500, Currency = "usd", Recurring = new() { Interval = interval } }, cancellationToken: Cancelled);
        var subscription = await account.Stripe.V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions
        {
            Customer = customer.Id, DefaultPaymentMethod = method.Id, Items = [new() { Price = price.Id }],
        }, cancellationToken: Cancelled);
        StripeNetCheck.Nulls(subscription).Should().BeEmpty();
        return (clock, subscription);
    }

    private static async Task FailAsync(Account account, Subscription subscription)
    {
        var card = await account.Stripe.V1.PaymentMethods.AttachAsync("pm_card_chargeCustomerFail", new PaymentMethodAttachOptions { Customer = subscription.CustomerId }, cancellationToken: Cancelled);
        await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { DefaultPaymentMethod = card.Id }, cancellationToken: Cancelled);
    }

    private static async Task AdvanceAsync(Account account, TestClock clock, DateTime to)
    {
        await account.Stripe.V1.TestHelpers.TestClocks.AdvanceAsync(clock.Id, new TestClockAdvanceOptions { FrozenTime = to }, cancellationToken: Cancelled);
        (await account.Stripe.V1.TestHelpers.TestClocks.GetAsync(clock.Id, cancellationToken: Cancelled)).Status.Should().Be("ready");
    }

    private static async Task<List<Invoice>> InvoicesAsync(Account account, Subscription subscription) =>
        (await account.Stripe.V1.Invoices.ListAsync(new InvoiceListOptions { Subscription = subscription.Id }, cancellationToken: Cancelled)).Data;
}
