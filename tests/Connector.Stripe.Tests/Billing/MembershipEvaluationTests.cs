using Connector.Stripe.Billing;

namespace Connector.Stripe.Tests.Billing;

public sealed class MembershipEvaluationTests
{
    private static readonly DateTimeOffset Ends = Life.Start.AddYears(1);

    [Fact]
    public void Nobody_is_no_member() => Evaluate(new Life(), Life.Start).Status.Should().Be(MembershipStatus.None);

    [Fact]
    public void Subscription_without_payment_is_joining()
    {
        var life = new Life();
        life.Subscribe();
        life.Bill("subscription_create", null);

        var membership = Evaluate(life, Life.Start.AddDays(1));

        (membership.Status, membership.IsEntitled).Should().Be((MembershipStatus.Joining, false));
    }

    [Fact]
    public void Member_is_current_until_the_paid_period_ends()
    {
        var life = new Life();
        life.Join();

        var membership = Evaluate(life, Ends.AddSeconds(-1));

        membership.Should().BeEquivalentTo(new
        {
            Status = MembershipStatus.Current, PaidThrough = Ends, RenewalDate = new DateOnly(2027, 1, 15), Renews = true, PriceId = "price_basic", NextChangeAt = Ends, EndsOn = (DateOnly?)null,
        });
    }

    [Theory]
    [InlineData("Europe/Berlin", 2028, 1, 1)]
    [InlineData("America/New_York", 2027, 12, 31)]
    [InlineData("UTC", 2027, 12, 31)]
    [InlineData("Pacific/Auckland", 2028, 1, 1)]
    public void Half_past_eleven_on_New_Years_Eve_lands_on_the_organisations_date(string zone, int year, int month, int day)
    {
        var life = new Life { Now = new DateTimeOffset(2026, 12, 31, 23, 30, 0, TimeSpan.Zero) };
        life.Join();

        Evaluate(life, life.Now, zone).RenewalDate.Should().Be(new DateOnly(year, month, day));
    }

    [Fact]
    public void Failed_renewal_is_past_due_for_the_days_of_grace_and_lapsed_after()
    {
        var life = new Life();
        life.Join();
        life.Now = Ends.AddHours(1);
        life.FailRenewal();

        Evaluate(life, Ends.AddDays(1)).Status.Should().Be(MembershipStatus.PastDue);
        Evaluate(life, Ends.AddDays(14).AddSeconds(-1)).IsEntitled.Should().BeTrue();
        Evaluate(life, Ends.AddDays(14)).Status.Should().Be(MembershipStatus.Lapsed);
        life.Repair();
        Evaluate(life, Ends.AddDays(20)).Should().Match<Membership>(membership => membership.Status == MembershipStatus.Current && membership.PaidThrough == Ends.AddYears(1));
    }

    [Fact]
    public void Renewal_that_is_about_to_be_charged_is_grace_and_not_past_due()
    {
        var life = new Life();
        life.Join();
        life.Now = Ends;
        life.RenewPeriod();
        life.Bill("subscription_cycle", null);

        Evaluate(life, Ends.AddMinutes(30)).Status.Should().Be(MembershipStatus.Grace);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancelled_member_stays_one_until_the_paid_period_ends_however_it_is_marked(bool byPortal)
    {
        var life = new Life();
        life.Join();
        life.Change(subscription => byPortal ? subscription with { CancelAt = Ends, CanceledAt = life.Now } : subscription with { CancelAtPeriodEnd = true, CanceledAt = life.Now });

        var before = Evaluate(life, Ends.AddDays(-1));
        life.End();
        var after = Evaluate(life, Ends);

        (before.Status, before.Renews, before.EndsOn).Should().Be((MembershipStatus.Current, false, new DateOnly(2027, 1, 15)));
        after.Status.Should().Be(MembershipStatus.Cancelled);
    }

    [Fact]
    public void Member_whose_card_failed_to_the_last_gets_the_days_of_grace()
    {
        var life = new Life();
        life.Join();
        life.Now = Ends.AddDays(2);
        life.FailRenewal();
        life.End("payment_failed");

        Evaluate(life, Ends.AddDays(3)).Status.Should().Be(MembershipStatus.Grace);
        Evaluate(life, Ends.AddDays(30)).Status.Should().Be(MembershipStatus.Lapsed);
    }

    [Theory]
    [InlineData(7500, MembershipStatus.Cancelled)]
    [InlineData(7499, MembershipStatus.Current)]
    public void Full_refund_ends_the_period_and_a_partial_one_does_not(long amount, MembershipStatus expected)
    {
        var life = new Life();
        life.Join();
        life.Refund("ch_1", amount);
        life.End();

        Evaluate(life, Life.Start.AddDays(30)).Status.Should().Be(expected);
    }

    [Theory]
    [InlineData("needs_response", MembershipStatus.Current)]
    [InlineData("won", MembershipStatus.Current)]
    [InlineData("lost", MembershipStatus.Cancelled)]
    public void Dispute_counts_once_it_is_lost(string status, MembershipStatus expected)
    {
        var life = new Life();
        life.Join();
        life.Dispute("ch_1");
        life.Decide("dp_1", status);
        life.End("payment_disputed");

        Evaluate(life, Life.Start.AddDays(30)).Status.Should().Be(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Paused_member_is_current_until_the_paid_period_ends_and_paused_after(bool collection)
    {
        var life = new Life();
        life.Join();
        life.Change(subscription => collection ? subscription with { PausedCollection = "void" } : subscription with { Status = "paused" });

        Evaluate(life, Ends.AddDays(-1)).Status.Should().Be(MembershipStatus.Current);
        Evaluate(life, Ends.AddDays(1)).Status.Should().Be(MembershipStatus.Paused);
        Evaluate(life, Ends.AddDays(-1)).Renews.Should().BeFalse();
    }

    [Fact]
    public void Complimentary_member_is_one_through_the_whole_last_day()
    {
        var rules = Rules("Europe/Berlin");
        var input = new MembershipInput { ComplimentaryThrough = new DateOnly(2026, 6, 30) };

        MembershipEvaluation.Evaluate(input, rules, new DateTimeOffset(2026, 6, 30, 21, 59, 59, TimeSpan.Zero)).Status.Should().Be(MembershipStatus.Complimentary);
        MembershipEvaluation.Evaluate(input, rules, new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero)).Status.Should().Be(MembershipStatus.None);
    }

    [Theory]
    [InlineData(MembershipStatus.Current, MembershipStatus.Covered)]
    [InlineData(MembershipStatus.Grace, MembershipStatus.Covered)]
    [InlineData(MembershipStatus.Lapsed, MembershipStatus.None)]
    public void Member_is_covered_while_the_organisation_is_entitled(MembershipStatus organization, MembershipStatus expected) =>
        MembershipEvaluation.Evaluate(new MembershipInput { Organization = new Membership { Status = organization } }, Rules("UTC"), Life.Start).Status.Should().Be(expected);

    [Fact]
    public void Offline_payment_pays_for_its_period()
    {
        var cheque = new BillingFact
        {
            Id = "offline:1", PaymentId = "offline:1", Kind = FactKind.Payment, Amount = new Money(7500, "usd"), OccurredAt = Life.Start,
            PeriodStart = Life.Start, PeriodEnd = Ends, PriceId = "price_basic", IsOffline = true,
        };
        var input = new MembershipInput { Facts = [cheque] };

        MembershipEvaluation.Evaluate(input, Rules("UTC"), Life.Start.AddDays(5)).Should().Match<Membership>(membership => membership.Status == MembershipStatus.Current && !membership.Renews);
        MembershipEvaluation.Evaluate(input, Rules("UTC"), Ends.AddDays(5)).Status.Should().Be(MembershipStatus.Grace);
        MembershipEvaluation.Evaluate(input, Rules("UTC"), Ends.AddDays(15)).Status.Should().Be(MembershipStatus.Lapsed);
    }

    [Fact]
    public void Two_live_subscriptions_are_noticed()
    {
        var life = new Life();
        life.Join();
        life.Join();

        Evaluate(life, Life.Start.AddDays(1)).IsDoubled.Should().BeTrue();
    }

    private static MembershipRules Rules(string zone) => new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };

    private static Membership Evaluate(Life life, DateTimeOffset now, string zone = "UTC") => MembershipEvaluation.Evaluate(
        new MembershipInput { Facts = FactDerivation.Derive(life.State), Subscriptions = [.. life.State.Subscriptions] }, Rules(zone), now);
}
