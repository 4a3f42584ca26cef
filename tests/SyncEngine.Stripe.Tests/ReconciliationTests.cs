using Connector.Stripe.Billing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Stripe;
using SyncEngine.Model;
using SyncEngine.Stripe.Reconciliation;

namespace SyncEngine.Stripe.Tests;

public sealed class ReconciliationTests
{
    private static readonly Cause Admin = new("admin", "staff-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agreement_is_told_as_such()
    {
        await using var site = await JoinedAsync();

        var report = await CompareAsync(site);

        report.Differences.Should().BeEmpty();
        (report.Payments, report.Strangers).Should().Be((1, 0));
        report.Totals.Should().Equal(new Money(7500, "usd"));
    }

    [Theory]
    [InlineData("DELETE FROM stripe_fact WHERE kind = 0", DifferenceKind.PaymentNotRecorded, true)]
    [InlineData("DELETE FROM stripe_customer; DELETE FROM stripe_fact; DELETE FROM stripe_membership; DELETE FROM Payments", DifferenceKind.PaymentNotRecorded, true)]
    [InlineData("UPDATE stripe_fact SET body = replace(body, '7500 usd', '7400 usd') WHERE kind = 0", DifferenceKind.AmountDiffers, false)]
    [InlineData("UPDATE stripe_fact SET body = replace(body, '7500 usd', '7500 eur') WHERE kind = 0", DifferenceKind.AmountDiffers, false)]
    [InlineData("INSERT INTO stripe_fact SELECT 'pi_ghost', kind, owner, organization, 'pi_ghost', customer_id, amount, currency, occurred_at, recorded_at, replace(replace(body, payment_id, 'pi_ghost'), '\"PaymentIntentId\"', '\"Former\"') FROM stripe_fact WHERE kind = 0", DifferenceKind.PaymentNotAtStripe, false)]
    [InlineData("UPDATE Members SET PaymentStatus = 'none'", DifferenceKind.SiteDiffers, true)]
    [InlineData("UPDATE Members SET RenewalDate = '2020-01-01'", DifferenceKind.SiteDiffers, true)]
    [InlineData("UPDATE Organizations SET LastPaymentAmount = '1.0'", DifferenceKind.SiteDiffers, true)]
    [InlineData("DELETE FROM Payments", DifferenceKind.SiteDiffers, true)]
    [InlineData("UPDATE Payments SET Amount = '1.0'", DifferenceKind.SiteDiffers, true)]
    [InlineData("UPDATE stripe_membership SET status = 6, body = replace(body, '\"Current\"', '\"Lapsed\"')", DifferenceKind.PaidPeriodWithoutMember, true)]
    [InlineData("UPDATE stripe_event SET state = 0, received_at = 0", DifferenceKind.EventStuck, true)]
    public async Task Planted_difference_is_found_and_repaired_if_that_is_safe(string plant, DifferenceKind kind, bool isSafe)
    {
        await using var site = await JoinedAsync();
        await ExecuteAsync(site, plant);

        var report = await CompareAsync(site);

        report.Differences.Select(difference => difference.Kind).Should().Contain(kind);
        report.Differences.Should().OnlyContain(difference => difference.Cause.Length > 20);
        report.Differences.Where(difference => difference.Kind == kind).Should().OnlyContain(difference => difference.Repair != RepairKind.None == isSafe);
        foreach (var difference in report.Differences)
            (await Reconciliation(site).RepairAsync(difference, Admin, Token)).Should().Be(difference.Repair != RepairKind.None);
        await site.QuietAsync();
        if (isSafe)
            (await CompareAsync(site)).Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task Refund_and_missed_event_are_found_and_repaired()
    {
        await using var site = await JoinedAsync();
        await site.Account.V1.WebhookEndpoints.CreateAsync(new WebhookEndpointCreateOptions { Url = "http://127.0.0.1:1/none", EnabledEvents = ["*"] }, cancellationToken: Token);
        var charge = (await site.Account.V1.Charges.ListAsync(cancellationToken: Token)).Data.Single();
        await site.Account.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id, Amount = 500 }, cancellationToken: Token);

        var report = await Reconciliation(site).RunAsync(site.Clock.GetUtcNow().AddDays(-7), site.Clock.GetUtcNow().AddMinutes(1), Admin, Token);
        await site.QuietAsync();

        report.Differences.Select(difference => difference.Kind).Should().Contain([DifferenceKind.RefundNotRecorded, DifferenceKind.EventMissed]);
        (await CompareAsync(site)).Differences.Should().BeEmpty();
        (await site.PaymentsAsync()).Single().Amount.Should().Be(70m);
        (await Reconciliation(site).FindLatestAsync(Token))!.Should().BeEquivalentTo(report);
    }

    [Fact]
    public async Task Subscription_that_was_changed_at_Stripe_while_nobody_listened_is_found_and_read_again()
    {
        await using var site = await JoinedAsync();
        var subscription = (await site.Memberships.GetAsync(site.Owner, Token)).Subscription!;
        await site.Account.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = true }, cancellationToken: Token);

        var report = await Reconciliation(site).RunAsync(site.Clock.GetUtcNow().AddDays(-7), site.Clock.GetUtcNow().AddMinutes(1), Admin, Token);
        await site.QuietAsync();

        report.Differences.Should().ContainSingle().Which.Should().Match<Difference>(difference =>
            difference.Kind == DifferenceKind.SubscriptionDiffers && difference.Reference == subscription.Id && difference.Repair == RepairKind.ReconcileCustomer);
        (await site.Memberships.GetAsync(site.Owner, Token)).Membership.Renews.Should().BeFalse();
        await site.Account.V1.Subscriptions.CancelAsync(subscription.Id, cancellationToken: Token);
        (await CompareAsync(site)).Differences.Should().ContainSingle(difference => difference.Cause.StartsWith("It ended at Stripe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dispute_that_nobody_told_of_is_found_and_recorded()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync(card: "4000 0000 0000 0259");
        await site.Memberships.RefreshAsync(site.Owner, Token);
        await ExecuteAsync(site, "DELETE FROM stripe_fact WHERE id LIKE 'dp_%' OR id LIKE 'du_%'; UPDATE stripe_customer SET state = json_set(state, '$.Value.Disputes', json('[]'))");

        var report = await Reconciliation(site).RunAsync(site.Clock.GetUtcNow().AddDays(-7), site.Clock.GetUtcNow().AddMinutes(1), Admin, Token);
        await site.QuietAsync();

        report.Differences.Select(difference => difference.Kind).Should().Contain(DifferenceKind.DisputeNotRecorded);
        (await site.PaymentsAsync()).Single().Status.Should().Be("Disputed");
        (await CompareAsync(site)).Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task Webhooks_missed_for_two_months_are_made_up_for_from_the_objects()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        var subscription = (await site.Account.V1.Subscriptions.ListAsync(cancellationToken: Token)).Data.Single();
        await site.Account.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { PauseCollection = new() { Behavior = "void" } }, cancellationToken: Token);
        site.Clock.Advance(TimeSpan.FromDays(60));

        var report = await Reconciliation(site).RunAsync(site.Clock.GetUtcNow().AddDays(-90), site.Clock.GetUtcNow(), Admin, Token);
        await site.QuietAsync();

        report.Differences.Select(difference => difference.Kind).Should().Contain(DifferenceKind.PaymentNotRecorded);
        (await site.MemberAsync()).PaymentStatus.Should().Be("paid");
        (await site.Memberships.GetAsync(site.Owner, Token)).Subscription!.IsPaused.Should().BeTrue();
        site.Mails.Sent.Should().BeEmpty("what is two months old is no news");
        (await Reconciliation(site).CompareAsync(site.Clock.GetUtcNow().AddDays(-90), site.Clock.GetUtcNow(), Token)).Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task Second_live_subscription_is_found_and_left_to_a_person()
    {
        await using var site = await JoinedAsync();
        var first = (await site.Memberships.GetAsync(site.Owner, Token)).Subscription!;
        var customer = (await site.Account.V1.Customers.ListAsync(cancellationToken: Token)).Data.First();
        await site.Account.V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions { Customer = customer.Id, DefaultPaymentMethod = first.PaymentMethod!.Id, Items = [new() { Price = first.Items[0].PriceId }] }, cancellationToken: Token);
        await site.Memberships.RefreshAsync(site.Owner, Token);

        var report = await CompareAsync(site);

        report.Differences.Should().ContainSingle(difference => difference.Kind == DifferenceKind.SubscriptionDoubled).Which.Repair.Should().Be(RepairKind.None);
    }

    [Fact]
    public async Task Strangers_are_counted_and_are_no_difference()
    {
        await using var site = await JoinedAsync();
        await site.Account.V1.PaymentIntents.CreateAsync(new PaymentIntentCreateOptions { Amount = 999, Currency = "usd", PaymentMethod = "pm_card_visa", Confirm = true, AutomaticPaymentMethods = new() { Enabled = true, AllowRedirects = "never" } }, cancellationToken: Token);

        var report = await CompareAsync(site);

        report.Strangers.Should().Be(1);
        report.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task Export_has_a_line_for_each_movement_and_no_formula()
    {
        await using var site = await JoinedAsync();
        await site.QueryAsync(context => context.Members.ExecuteUpdateAsync(set => set.SetProperty(member => member.FirstName, "=cmd(\"x\"),"), Token));
        var charge = (await site.Account.V1.Charges.ListAsync(cancellationToken: Token)).Data.Single();
        await site.Account.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id, Amount = 500 }, cancellationToken: Token);
        await site.Memberships.RefreshAsync(site.Owner, Token);

        var csv = new StringWriter();
        await Reconciliation(site).ExportAsync(csv, site.Clock.GetUtcNow().AddDays(-7), site.Clock.GetUtcNow().AddMinutes(1), Token);

        var lines = csv.ToString().TrimEnd().Split("\r\n");
        lines.Should().HaveCount(3);
        lines[0].Should().StartWith("date,type,reference,payment,invoice,payer_kind");
        lines[1].Should().Contain(",75.00,USD,Basic,no,").And.Contain("\"'=cmd(\"\"x\"\"), Lovelace\"");
        lines[2].Should().Contain(",-5.00,USD,Basic,no,").And.Contain(",Refund,re_");
    }

    [Fact]
    public async Task Period_that_ends_before_it_begins_is_refused()
    {
        await using var site = await TestSite.StartAsync();

        var compare = () => Reconciliation(site).CompareAsync(site.Clock.GetUtcNow(), site.Clock.GetUtcNow().AddDays(-1), Token);

        await compare.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Payment_without_its_Opportunity_and_Opportunity_without_its_payment_are_found()
    {
        await using var site = await JoinedAsync(mapsPayments: true);
        var salesforce = site.App.Services.GetRequiredService<Connector.Salesforce.ISalesforceClient>();
        var opportunities = () => salesforce.Query.CountAsync($"SELECT COUNT() FROM Opportunity", Token);
        (await opportunities()).Should().Be(1);
        (await CompareAsync(site)).Differences.Should().BeEmpty();

        await ExecuteAsync(site, "INSERT INTO sync_link (mapping, external_id, remote_id, base, linked_at, last_synced_at) SELECT mapping, '0190a0a0-0000-7000-8000-000000000000', '006000000000009AAA', base, linked_at, last_synced_at FROM sync_link WHERE mapping = 'Payment'");
        (await CompareAsync(site)).Differences.Should().ContainSingle().Which.Should().Match<Difference>(difference =>
            difference.Kind == DifferenceKind.OpportunityWithoutPayment && difference.Reference == "006000000000009AAA" && difference.Repair == RepairKind.None);

        await ExecuteAsync(site, "DELETE FROM sync_link WHERE mapping = 'Payment'");
        var missing = (await CompareAsync(site)).Differences.Should().ContainSingle(difference => difference.Kind == DifferenceKind.OpportunityMissing).Subject;
        (await Reconciliation(site).RepairAsync(missing, Admin, Token)).Should().BeTrue();
        await site.QuietAsync();

        (await CompareAsync(site)).Differences.Should().BeEmpty();
        (await opportunities()).Should().Be(1, "it is found again by its external id");
    }

    [Fact]
    public async Task Member_who_paid_for_nothing_is_found_and_repaired()
    {
        await using var site = await JoinedAsync();
        var subscription = (await site.Memberships.GetAsync(site.Owner, Token)).Subscription!;
        await site.Account.V1.Subscriptions.CancelAsync(subscription.Id, cancellationToken: Token);
        var charge = (await site.Account.V1.Charges.ListAsync(cancellationToken: Token)).Data.Single();
        await site.Account.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id }, cancellationToken: Token);
        await site.Memberships.RefreshAsync(site.Owner, Token);
        var status = (await site.Memberships.GetAsync(site.Owner, Token)).Membership.Status;
        await ExecuteAsync(site, $"UPDATE stripe_membership SET status = {(int)MembershipStatus.Current}, body = replace(body, '\"{status}\"', '\"Current\"')");

        var found = (await CompareAsync(site)).Differences.Should().ContainSingle(difference => difference.Kind == DifferenceKind.MemberWithoutPaidPeriod).Subject;
        (await Reconciliation(site).RepairAsync(found, Admin, Token)).Should().BeTrue();
        await site.QuietAsync();

        (await site.Memberships.GetAsync(site.Owner, Token)).Membership.Status.Should().Be(status);
        (await CompareAsync(site)).Differences.Should().NotContain(difference => difference.Kind == DifferenceKind.MemberWithoutPaidPeriod);
    }

    [Fact]
    public async Task Invoice_marked_as_paid_by_hand_and_event_in_quarantine_are_found_and_left_to_a_person()
    {
        await using var site = await JoinedAsync();
        await site.DeliverAllAsync((await site.EventsAsync()).Where(body => body.Contains("\"type\":\"product.", StringComparison.Ordinal)).Take(1));
        var customer = (await site.Account.V1.Customers.ListAsync(cancellationToken: Token)).Data.First();
        await site.Account.V1.InvoiceItems.CreateAsync(new InvoiceItemCreateOptions { Customer = customer.Id, Amount = 4200, Currency = "usd" }, cancellationToken: Token);
        var invoice = await site.Account.V1.Invoices.CreateAsync(new InvoiceCreateOptions { Customer = customer.Id, CollectionMethod = "send_invoice", DaysUntilDue = 14, PendingInvoiceItemsBehavior = "include" }, cancellationToken: Token);
        await site.Account.V1.Invoices.FinalizeInvoiceAsync(invoice.Id, cancellationToken: Token);
        await site.Account.V1.Invoices.PayAsync(invoice.Id, new InvoicePayOptions { PaidOutOfBand = true }, cancellationToken: Token);
        await site.Memberships.RefreshAsync(site.Owner, Token);

        var report = await CompareAsync(site);

        report.Differences.Should().Contain(difference => difference.Kind == DifferenceKind.PaidOutOfBand && difference.Reference == invoice.Id && difference.AtStripe == new Money(4200, "usd"));
        report.Differences.Should().Contain(difference => difference.Kind == DifferenceKind.EventQuarantined);
        report.Differences.Should().OnlyContain(difference => difference.Repair == RepairKind.None);
    }

    private static async Task<TestSite> JoinedAsync(bool mapsPayments = false)
    {
        var site = await TestSite.StartAsync(mapsPayments: mapsPayments);
        await site.JoinAsync();
        await site.DeliverAllAsync((await site.EventsAsync()).Where(body => !body.Contains("\"type\":\"product.", StringComparison.Ordinal) && !body.Contains("\"type\":\"price.", StringComparison.Ordinal)));
        await site.QuietAsync();

        // So long ago that no charge waits for its invoice any more.
        site.Clock.Advance(TimeSpan.FromHours(2));
        return site;
    }

    private static IStripeReconciliation Reconciliation(TestSite site) => site.App.Services.GetRequiredService<IStripeReconciliation>();

    private static Task<ReconciliationReport> CompareAsync(TestSite site) =>
        Reconciliation(site).CompareAsync(site.Clock.GetUtcNow().AddDays(-7), site.Clock.GetUtcNow().AddMinutes(1), Token);

    private static async Task ExecuteAsync(TestSite site, string sql)
    {
        await using var connection = new SqliteConnection(site.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        (await command.ExecuteNonQueryAsync(Token)).Should().BePositive("the difference must be planted");
    }
}
