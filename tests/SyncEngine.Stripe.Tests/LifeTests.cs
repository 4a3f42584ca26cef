using Connector.Stripe;
using Connector.Stripe.Billing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Simulator;
using Stripe;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace SyncEngine.Stripe.Tests;

/// <summary>What happens to a membership after it was joined, with the clock moved on.</summary>
public sealed class LifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Renewal_moves_the_date_by_a_year_and_is_a_second_payment()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        var first = await site.Memberships.RefreshAsync(site.Owner, Token);

        site.Clock.Advance(TimeSpan.FromDays(366));
        await InvoicesAsync(site, 2, "paid");
        await site.DeliverAllAsync();
        await site.QuietAsync();

        var member = await site.MemberAsync();
        (member.PaymentStatus, member.RenewalDate).Should().Be(("paid", first.Membership.RenewalDate!.Value.AddYears(1)));
        (await site.PaymentsAsync()).Should().HaveCount(2);
        site.Mails.Sent.Count(mail => mail.Category == "receipt").Should().Be(2);
    }

    [Fact]
    public async Task Failed_renewal_is_past_due_and_the_members_new_card_repairs_it()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync(card: "4242 4242 4242 4242");
        var joined = await site.Memberships.RefreshAsync(site.Owner, Token);
        var bad = await site.Account.V1.PaymentMethods.AttachAsync("pm_card_chargeCustomerFail", new PaymentMethodAttachOptions { Customer = (await CustomerAsync(site)).Id }, cancellationToken: Token);
        await site.Account.V1.Subscriptions.UpdateAsync(joined.Subscription!.Id, new SubscriptionUpdateOptions { DefaultPaymentMethod = bad.Id }, cancellationToken: Token);

        site.Clock.Advance(TimeSpan.FromDays(366));
        await InvoicesAsync(site, 2, "open");
        var failed = await site.Memberships.RefreshAsync(site.Owner, Token);

        failed.StatusName.Should().Be("past_due");
        failed.OpenInvoice.Should().NotBeNull();
        (await site.MemberAsync()).PaymentStatus.Should().Be("past_due");
        var retry = () => site.Memberships.RetryPaymentAsync(site.Owner, Token);
        (await retry.Should().ThrowAsync<StripeConnectorException>()).Which.Should().Match<StripeConnectorException>(exception => exception.Failure == StripeFailure.Declined && exception.PayerMessage != null);

        var update = await site.Memberships.StartCardUpdateAsync(site.Owner, TestSite.Done, TestSite.Back, Token);
        await site.PayAsync(update.Url!);
        var repaired = await site.Memberships.ReconcileNowAsync(update.SessionId!, site.Owner, Token);

        repaired!.Overview.StatusName.Should().Be("paid");
        repaired.Overview.OpenInvoice.Should().BeNull();
        repaired.Overview.PaymentMethod!.Last4.Should().Be("4242");
        (await site.PaymentsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Member_cancels_thinks_better_of_it_and_cancels_for_good()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);

        var cancelled = await site.Memberships.CancelAsync(site.Owner, Token);
        var undone = await site.Memberships.UndoCancelAsync(site.Owner, Token);
        await site.Account.V1.Subscriptions.UpdateAsync(undone.Subscription!.Id, new SubscriptionUpdateOptions { CancelAt = undone.Membership.PaidThrough!.Value.UtcDateTime }, cancellationToken: Token);
        var byDate = await site.Memberships.RefreshAsync(site.Owner, Token);
        var undoneAgain = await site.Memberships.UndoCancelAsync(site.Owner, Token);
        await site.Memberships.CancelAsync(site.Owner, Token);
        site.Clock.Advance(TimeSpan.FromDays(367));
        await TestSite.EventuallyAsync(async () => (await site.Memberships.RefreshAsync(site.Owner, Token)).Subscription is null, "the subscription did not end");
        var ended = await site.Memberships.GetAsync(site.Owner, Token);

        (cancelled.StatusName, cancelled.Membership.Renews, cancelled.Membership.EndsOn).Should().Be(("paid", false, cancelled.Membership.RenewalDate));
        (undone.Membership.Renews, undone.Membership.EndsOn).Should().Be((true, null));
        byDate.Membership.EndsOn.Should().NotBeNull();
        undoneAgain.Membership.EndsOn.Should().BeNull();
        ended.StatusName.Should().Be("cancelled");
        (await site.PaymentsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Pause_and_resume_show_and_change_no_paid_period()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);

        var paused = await site.Memberships.PauseAsync(site.Owner, cancellationToken: Token);
        var resumed = await site.Memberships.ResumeAsync(site.Owner, Token);

        (paused.StatusName, paused.Subscription!.IsPaused, paused.Membership.Renews).Should().Be(("paid", true, false));
        (resumed.StatusName, resumed.Subscription!.IsPaused, resumed.Membership.Renews).Should().Be(("paid", false, true));
    }

    [Fact]
    public async Task Tier_change_costs_what_its_preview_said()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        site.Clock.Advance(TimeSpan.FromDays(100));

        var preview = await site.Memberships.PreviewTierAsync(site.Owner, "Plus", Token);
        var changed = await site.Memberships.ChangeTierAsync(site.Owner, preview, Token);

        preview.DueNow.MinorUnits.Should().BeInRange(3000, 3500);
        changed.Tier.Should().Be("Plus");
        (await site.MemberAsync()).Tier.Should().Be("Plus");
        changed.Payments.Select(payment => payment.Amount.MinorUnits).Should().Equal(preview.DueNow.MinorUnits, 7500);
        changed.Membership.RenewalDate.Should().Be(changed.Payments[1].PeriodEnd);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task Tier_changes_though_our_clock_stands_in_another_year_than_that_of_Stripe(int days)
    {
        var simulator = await TestSite.StartSimulatorAsync();
        await using var _ = simulator;
        var clock = new SkewedClock(simulator.Services.GetRequiredService<SimulatorClock>(), TimeSpan.FromDays(days));
        await using var site = await TestSite.StartAsync(simulator: simulator, services: services => services.AddSingleton<TimeProvider>(clock));
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        site.Clock.Advance(TimeSpan.FromDays(100));

        var preview = await site.Memberships.PreviewTierAsync(site.Owner, "Plus", Token);
        var changed = await site.Memberships.ChangeTierAsync(site.Owner, preview, Token);

        preview.At.Should().BeCloseTo(site.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        preview.DueNow.MinorUnits.Should().BeInRange(3000, 3500);
        (changed.Tier, changed.Payments[0].Amount.MinorUnits).Should().Be(("Plus", preview.DueNow.MinorUnits));
    }

    [Theory]
    [InlineData("ChangePayment")]
    [InlineData("NegativePayment")]
    public async Task Refund_reaches_the_payment_and_accounting_and_ends_the_paid_period(string style)
    {
        await using var site = await TestSite.StartAsync(settings => settings["Membership:Reversals"] = style);
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        var charge = (await site.Account.V1.Charges.ListAsync(cancellationToken: Token)).Data.Single();

        await site.Account.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id }, cancellationToken: Token);
        await site.DeliverAllAsync();
        await site.QuietAsync();

        var payments = await site.PaymentsAsync();
        payments.Sum(payment => payment.Amount).Should().Be(0m);
        payments.Select(payment => payment.Status).Should().BeEquivalentTo(style == "ChangePayment" ? ["Refunded"] : ["Paid", "Reversal"]);
        site.Mails.Sent.Select(mail => mail.Category).Should().BeEquivalentTo(["receipt", "accounting-payment", "refund", "accounting-reversal"]);
        (await site.Memberships.GetAsync(site.Owner, Token)).Membership.IsEntitled.Should().BeFalse();
    }

    [Fact]
    public async Task Dispute_finds_its_member_though_it_names_no_customer()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync(card: "4000 0000 0000 0259");

        await site.DeliverAllAsync();
        await site.QuietAsync();

        (await site.PaymentsAsync()).Should().ContainSingle().Which.Status.Should().Be("Disputed");
        site.Mails.Sent.Should().Contain(mail => mail.Category == "accounting-reversal" && mail.Subject.StartsWith("Dispute opened", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deleted_customer_deletes_no_fact_and_the_member_can_join_again()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);

        await site.Account.V1.Customers.DeleteAsync((await CustomerAsync(site)).Id, cancellationToken: Token);
        await site.DeliverAllAsync();
        await site.QuietAsync();
        var after = await site.Memberships.GetAsync(site.Owner, Token);
        await site.JoinAsync("Plus");
        var again = await site.Memberships.RefreshAsync(site.Owner, Token);

        (after.StatusName, after.Payments.Count).Should().Be(("paid", 1));
        (again.StatusName, again.Payments.Count).Should().Be(("paid", 2));
    }

    [Fact]
    public async Task Cheque_is_recorded_once_and_goes_the_way_of_every_payment()
    {
        await using var site = await TestSite.StartAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().Date);
        var cheque = new OfflinePayment
        {
            Id = Guid.NewGuid(), Owner = site.Owner, Amount = new Money(7500, "usd"), PaidOn = today, Tier = "Basic", PeriodStart = today, PeriodEnd = today.AddYears(1), Reference = "no. 17", RecordedBy = "staff-1",
        };

        await site.Memberships.RecordOfflinePaymentAsync(cheque, Token);
        var view = await site.Memberships.RecordOfflinePaymentAsync(cheque, Token);
        await site.QuietAsync();

        (view.StatusName, view.Tier, view.Membership.RenewalDate, view.Membership.Renews).Should().Be(("paid", "Basic", today.AddYears(1), false));
        (await site.PaymentsAsync()).Should().ContainSingle().Which.PaidOn.Should().Be(today);
        site.Mails.Sent.Select(mail => mail.Category).Should().BeEquivalentTo(["receipt", "accounting-payment"]);
        var nothing = () => site.Memberships.RecordOfflinePaymentAsync(cheque with { Id = Guid.NewGuid(), Amount = new Money(0, "usd") }, Token);
        await nothing.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Organisations_membership_covers_its_people_while_it_lasts()
    {
        await using var site = await TestSite.StartAsync();
        var organization = StripeOwner.Organization(site.OrganizationId);

        await site.JoinAsync("Plus", owner: organization);
        await site.Memberships.RefreshAsync(organization, Token);
        await TestSite.EventuallyAsync(async () => (await site.MemberAsync()).PaymentStatus == "covered", "the member is not covered");

        var stored = await site.QueryAsync(context => context.Organizations.SingleAsync(one => one.Id == site.OrganizationId, Token));
        (stored.PaymentStatus, stored.LastPaymentAmount).Should().Be(("paid", 120m));
        (await site.PaymentsAsync()).Should().ContainSingle().Which.Should().Match<Payment>(payment => payment.MemberId == null && payment.OrganizationId == site.OrganizationId);
        var charge = (await site.Account.V1.Charges.ListAsync(cancellationToken: Token)).Data.Single();
        await site.Account.V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id }, cancellationToken: Token);
        await site.Memberships.RefreshAsync(organization, Token);
        await TestSite.EventuallyAsync(async () => (await site.MemberAsync()).PaymentStatus == "none", "the member is still covered");
    }

    [Fact]
    public async Task Complimentary_membership_lasts_through_its_day()
    {
        await using var site = await TestSite.StartAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().Date);

        var given = await site.Memberships.SetComplimentaryAsync(site.Owner, today.AddDays(30), Token);
        var taken = await site.Memberships.SetComplimentaryAsync(site.Owner, null, Token);

        (given.StatusName, given.Membership.IsEntitled, given.ComplimentaryThrough).Should().Be(("complimentary", true, today.AddDays(30)));
        taken.StatusName.Should().Be("none");
    }

    [Fact]
    public async Task Time_alone_ends_a_membership()
    {
        await using var site = await TestSite.StartAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().Date);
        await site.Memberships.RecordOfflinePaymentAsync(
            new OfflinePayment { Id = Guid.NewGuid(), Owner = site.Owner, Amount = new Money(7500, "usd"), PaidOn = today, Tier = "Basic", PeriodStart = today, PeriodEnd = today.AddDays(30), RecordedBy = "staff-1" }, Token);

        site.Clock.Advance(TimeSpan.FromDays(32));
        await TestSite.EventuallyAsync(async () => (await site.MemberAsync()).PaymentStatus == "grace", "grace did not begin");
        site.Clock.Advance(TimeSpan.FromDays(14));
        await TestSite.EventuallyAsync(async () => (await site.MemberAsync()).PaymentStatus == "lapsed", "grace did not end");
    }

    [Fact]
    public async Task Stripe_away_is_tried_again_and_the_site_still_shows_what_it_knows()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        var known = await site.Memberships.RefreshAsync(site.Owner, Token);

        await using var alone = await TestSite.StartAsync(settings => settings["Stripe:ApiBase"] = "http://127.0.0.1:1");
        var join = () => alone.JoinAsync();

        (await join.Should().ThrowAsync<StripeConnectorException>()).Which.IsTransient.Should().BeTrue();
        (await alone.Memberships.GetAsync(alone.Owner, Token)).StatusName.Should().Be("none");
        known.StatusName.Should().Be("paid");
    }

    [Fact]
    public async Task Mail_server_that_is_away_gets_the_same_mail_later_under_the_same_id()
    {
        await using var site = await TestSite.StartAsync(settings => settings["SyncEngine:RetryBase"] = "00:00:00.010");
        site.Mails.FailNext(new MailException(FailureClass.Transient, "The server is busy."));
        site.Mails.FailNext(new IOException("broken pipe to ada@example.org"));
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        await site.QuietAsync();

        site.Mails.Sent.Select(mail => mail.Category).Should().BeEquivalentTo(["receipt", "accounting-payment"]);
    }

    [Fact]
    public async Task Account_that_is_taken_over_or_a_back_up_that_was_restored_mails_nobody_about_the_past()
    {
        await using var simulator = await TestSite.StartSimulatorAsync();
        await using var site = await TestSite.StartAsync(simulator: simulator, configure: settings => settings["Membership:RestoredAt"] = "2100-01-01T00:00:00Z");
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        await site.QuietAsync();

        (await site.PaymentsAsync()).Should().ContainSingle();
        site.Mails.Sent.Should().BeEmpty();
    }

    private static async Task<Customer> CustomerAsync(TestSite site) => (await site.Account.V1.Customers.ListAsync(cancellationToken: Token)).Data.First();

    // The simulator's billing goes by its clock, and takes a moment.
    private static Task InvoicesAsync(TestSite site, int count, string status) => TestSite.EventuallyAsync(async () =>
    {
        var invoices = await site.Account.V1.Invoices.ListAsync(cancellationToken: Token);
        return invoices.Data.Count == count && invoices.Data[0].Status == status && (status != "open" || invoices.Data[0].AttemptCount > 0);
    }, $"there are no {count} invoices with the last {status}");
}
