using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Checkout;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Stripe;
using SyncEngine.Model;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Tests;

public sealed class JoiningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhooks_bring_member_payment_organisation_and_mails()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();

        await site.DeliverAllAsync();
        await site.QuietAsync();

        var member = await site.MemberAsync();
        var today = MembershipEvaluation.OnCalendar(site.Clock.GetUtcNow(), new MembershipRules { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") });
        (member.PaymentStatus, member.Tier, member.RenewalDate).Should().Be(("paid", "Basic", today.AddYears(1)));
        (member.Organization!.LastPaymentDate, member.Organization.LastPaymentAmount).Should().Be((today, 75m));
        var payment = (await site.PaymentsAsync()).Should().ContainSingle().Subject;
        (payment.Amount, payment.Currency, payment.MemberId, payment.OrganizationId, payment.Status).Should().Be((75m, "USD", site.MemberId, site.OrganizationId, "Paid"));
        site.Mails.Sent.Select(mail => (mail.Category, mail.To)).Should().BeEquivalentTo([("receipt", "ada@example.org"), ("accounting-payment", "accounting@example.org")]);
        site.Mails.Sent.Select(mail => mail.MessageId).Should().OnlyHaveUniqueItems();
        (await site.Inbox.ListAsync(pageSize: 500, cancellationToken: Token)).Items.Where(one => one.CustomerId is not null).Should().OnlyContain(one => one.State == WebhookState.Reconciled);
    }

    [Fact]
    public async Task Return_page_does_the_same_at_once_and_the_webhooks_add_nothing()
    {
        await using var site = await TestSite.StartAsync();
        var session = await site.JoinAsync();

        var back = await site.Memberships.ReconcileNowAsync(session, site.Owner, Token);

        back!.Session.PaymentStatus.Should().Be("paid");
        back.Overview.Should().BeEquivalentTo(new { StatusName = "paid", Tier = "Basic" });
        back.Overview.Invoices.Should().ContainSingle().Which.Pdf.Should().NotBeNull();
        back.Overview.PaymentMethod!.Last4.Should().Be("4242");
        back.Overview.Upcoming!.Amount.Should().Be(new Money(7500, "usd"));
        (await site.MemberAsync()).PaymentStatus.Should().Be("paid");
        await site.QuietAsync();
        var picture = await site.PictureAsync();
        await site.DeliverAllAsync();
        await site.QuietAsync();
        (await site.PictureAsync()).Should().Be(picture);
    }

    [Fact]
    public async Task All_orders_of_the_first_events_with_duplicates_come_to_the_same()
    {
        await using var simulator = await TestSite.StartSimulatorAsync();
        var random = new Random(20261125);
        string? expected = null;
        for (var round = 0; round < 12; round++)
        {
            await using var site = await TestSite.StartAsync(simulator: simulator);
            await site.JoinAsync();
            var events = (await site.EventsAsync()).Where(one => one.Contains(site.MemberId.ToString(), StringComparison.Ordinal) || one.Contains("\"customer\":\"cus_", StringComparison.Ordinal)).TakeLast(14).ToList();
            events.Should().HaveCount(14);
            var order = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(order);

            // Several at once, as Stripe does.
            await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (body, _) =>
            {
                using var response = await site.DeliverAsync(body);
                ((int)response.StatusCode).Should().Be(200);
            });
            await site.QuietAsync();

            var picture = Anonymous(await site.PictureAsync());
            expected ??= picture;
            picture.Should().Be(expected, "round {0} of seed 20261125", round);
        }
    }

    [Fact]
    public async Task Second_checkout_is_answered_with_the_live_subscription()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();

        var again = await site.Memberships.StartCheckoutAsync(new CheckoutRequest { Owner = site.Owner, Tier = "Plus", SuccessUrl = TestSite.Done, CancelUrl = TestSite.Back }, Token);

        again.Outcome.Should().Be(CheckoutOutcome.AlreadySubscribed);
        again.SubscriptionId.Should().StartWith("sub_");
    }

    [Fact]
    public async Task Impatient_clicks_end_in_one_page_and_one_customer()
    {
        await using var site = await TestSite.StartAsync();
        var request = new CheckoutRequest { Owner = site.Owner, Tier = "Basic", SuccessUrl = TestSite.Done, CancelUrl = TestSite.Back };

        var starts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => site.Memberships.StartCheckoutAsync(request, Token)));

        starts.Select(start => start.SessionId).Distinct().Should().ContainSingle();
        (await site.Account.V1.Customers.ListAsync(cancellationToken: Token)).Data.Should().ContainSingle();
    }

    [Fact]
    public async Task Another_wish_closes_the_page_that_is_open()
    {
        await using var site = await TestSite.StartAsync();
        var basic = await site.Memberships.StartCheckoutAsync(new CheckoutRequest { Owner = site.Owner, Tier = "Basic", SuccessUrl = TestSite.Done, CancelUrl = TestSite.Back }, Token);

        var plus = await site.Memberships.StartCheckoutAsync(new CheckoutRequest { Owner = site.Owner, Tier = "Plus", SuccessUrl = TestSite.Done, CancelUrl = TestSite.Back }, Token);

        plus.SessionId.Should().NotBe(basic.SessionId);
        (await site.Account.V1.Checkout.Sessions.GetAsync(basic.SessionId, cancellationToken: Token)).Status.Should().Be("expired");
    }

    [Fact]
    public async Task Declined_card_changes_nothing()
    {
        await using var site = await TestSite.StartAsync();
        var start = await site.Memberships.StartCheckoutAsync(new CheckoutRequest { Owner = site.Owner, Tier = "Basic", SuccessUrl = TestSite.Done, CancelUrl = TestSite.Back }, Token);

        using var refused = await site.SubmitAsync(start.Url!, "4000 0000 0000 0002");
        await site.DeliverAllAsync();
        await site.QuietAsync();

        ((int)refused.StatusCode).Should().Be(402);
        (await site.PaymentsAsync()).Should().BeEmpty();
        site.Mails.Sent.Should().BeEmpty();
        (await site.MemberAsync()).RenewalDate.Should().BeNull();
    }

    [Fact]
    public async Task Session_of_somebody_else_is_not_touched()
    {
        await using var site = await TestSite.StartAsync();
        var session = await site.JoinAsync();

        (await site.Memberships.ReconcileNowAsync(session, StripeOwner.Member(Guid.NewGuid()), Token)).Should().BeNull();
        foreach (var nonsense in new[] { "", "cs_test_none", "cs_../../v1/customers", "sub_1", new string('c', 5000) })
            (await site.Memberships.ReconcileNowAsync(nonsense, site.Owner, Token)).Should().BeNull();
        (await site.PaymentsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Strangers_customer_is_ignored_with_its_reason_also_with_a_members_address()
    {
        await using var site = await TestSite.StartAsync();
        var stranger = await site.Account.V1.Customers.CreateAsync(new CustomerCreateOptions { Email = "ada@example.org", Metadata = new() { ["connector_site"] = "other", ["connector_owner"] = site.Owner.ToString() } }, cancellationToken: Token);

        await site.DeliverAllAsync();
        await site.QuietAsync();

        var stored = (await site.Inbox.ListAsync(cancellationToken: Token)).Items.Where(one => one.CustomerId == stranger.Id).ToList();
        stored.Should().NotBeEmpty().And.OnlyContain(one => one.State == WebhookState.Ignored && one.Reason == "The customer was not made by this site.");
        (await site.Memberships.GetAsync(site.Owner, Token)).ReadAt.Should().BeNull();
    }

    [Fact]
    public async Task Donation_on_top_is_part_of_the_payment_and_a_donation_alone_is_no_membership()
    {
        await using var site = await TestSite.StartAsync();
        var donation = await site.Memberships.StartDonationAsync(site.Owner, new Money(2500, "usd"), TestSite.Done, TestSite.Back, Token);
        await site.PayAsync(donation.Url!);
        await site.Memberships.ReconcileNowAsync(donation.SessionId!, site.Owner, Token);

        (await site.MemberAsync()).RenewalDate.Should().BeNull();
        (await site.PaymentsAsync()).Should().ContainSingle().Which.Amount.Should().Be(25m);

        var start = await site.Memberships.StartCheckoutAsync(
            new CheckoutRequest { Owner = site.Owner, Tier = "Basic", Donation = new Money(1000, "usd"), SuccessUrl = TestSite.Done, CancelUrl = TestSite.Back }, Token);
        await site.PayAsync(start.Url!);
        var back = await site.Memberships.ReconcileNowAsync(start.SessionId!, site.Owner, Token);

        back!.Overview.StatusName.Should().Be("paid");
        (await site.PaymentsAsync()).Select(payment => payment.Amount).Should().BeEquivalentTo([25m, 85m]);
    }

    [Fact]
    public async Task Journal_tells_webhooks_facts_and_mails()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.DeliverAllAsync();
        await site.QuietAsync();

        var journal = await site.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { PageSize = 500 }, Token);

        var notes = journal.Items.Select(entry => (entry.Key.Kind, entry.Note)).ToList();
        notes.Should().Contain(note => note.Kind == "stripe" && note.Note!.StartsWith("Webhooks: ", StringComparison.Ordinal));
        notes.Should().Contain(note => note.Kind == "record" && note.Note!.StartsWith("Payment of 75.00 USD recorded", StringComparison.Ordinal));
        notes.Should().Contain(note => note.Kind == "mail" && note.Note == "Mail sent: receipt.");
        notes.Should().NotContain(note => note.Note != null && note.Note.Contains("ada@", StringComparison.Ordinal));
    }

    // Ids differ from site to site; what they stand for may not.
    private static string Anonymous(string picture) => string.Join('\n', picture.Split('\n').Select(line => Guid.TryParse(line.Split(' ')[0], out _) ? line[37..] : line));
}
