using Connector.Stripe.Billing;
using CsCheck;

namespace Connector.Stripe.Tests.Billing;

public sealed class FactDerivationTests
{
    [Fact]
    public void Joining_is_one_payment_and_one_period()
    {
        var life = new Life();
        life.Join();

        var facts = FactDerivation.Derive(life.State);

        facts.Select(fact => (fact.Id, fact.Kind, fact.Amount.MinorUnits)).Should().Equal(("inpay_1", FactKind.Payment, 7500), ("in_1:period", FactKind.Period, 0));
        facts.Should().OnlyContain(fact => fact.PeriodEnd == Life.Start.AddYears(1) && fact.PriceId == "price_basic");
    }

    [Fact]
    public void Charge_without_invoice_waits_an_hour_for_one()
    {
        var life = new Life();
        var charge = life.ChargeAlone();

        FactDerivation.Derive(life.State).Should().BeEmpty();
        FactDerivation.LookAgainAt(life.State).Should().Be(Life.Start + FactDerivation.InvoiceLatency);

        life.Now += FactDerivation.InvoiceLatency;
        FactDerivation.Derive(life.State).Should().ContainSingle().Which.Id.Should().Be(charge.PaymentIntentId);
        FactDerivation.LookAgainAt(life.State).Should().BeNull();
    }

    [Fact]
    public void Donation_of_ours_waits_for_no_invoice()
    {
        var life = new Life();
        life.ChargeAlone(2500, ours: true);

        FactDerivation.Derive(life.State).Should().ContainSingle().Which.Should().Match<BillingFact>(fact => fact.Kind == FactKind.Payment && fact.PeriodEnd == null);
    }

    [Fact]
    public void Payment_counted_by_its_intent_is_not_counted_again_by_its_invoice()
    {
        var life = new Life();
        var charge = life.ChargeAlone();
        life.Now += TimeSpan.FromHours(2);
        var known = FactDerivation.Derive(life.State);
        life.Subscribe();
        life.Bill("subscription_create", charge);

        var missing = FactDerivation.Missing(FactDerivation.Derive(life.State), known);

        missing.Should().ContainSingle().Which.Kind.Should().Be(FactKind.Period);
    }

    [Fact]
    public void Free_invoice_pays_for_a_period_with_nothing()
    {
        var life = new Life();
        life.Subscribe("trialing");
        life.Bill("subscription_create", null, free: true);

        FactDerivation.Derive(life.State).Should().ContainSingle().Which.Kind.Should().Be(FactKind.Period);
    }

    [Fact]
    public void Open_invoice_and_failed_charge_are_no_facts()
    {
        var life = new Life();
        life.Subscribe();
        life.Bill("subscription_create", null);

        FactDerivation.Derive(life.State).Should().BeEmpty();
    }

    [Theory]
    [InlineData("pending", 0)]
    [InlineData("requires_action", 0)]
    [InlineData("canceled", 0)]
    [InlineData("succeeded", -2500)]
    [InlineData("failed", 0)]
    public void Refund_changes_the_balance_by_what_reached_the_payer(string status, long balance)
    {
        var life = new Life();
        life.Join();
        life.Refund("ch_1", 2500, status);

        var reversals = FactDerivation.Derive(life.State).Where(fact => fact.Kind is FactKind.Refund or FactKind.RefundFailed).ToList();

        reversals.Sum(fact => fact.Amount.MinorUnits).Should().Be(balance);
        reversals.Should().NotContain(fact => fact.PaymentId != "inpay_1");
    }

    [Theory]
    [InlineData("warning_needs_response", 0, 0)]
    [InlineData("prevented", 0, 0)]
    [InlineData("needs_response", 1, -7500)]
    [InlineData("under_review", 1, -7500)]
    [InlineData("won", 2, 0)]
    [InlineData("lost", 2, -7500)]
    public void Dispute_moves_money_when_it_is_opened_and_when_it_is_won(string status, int facts, long balance)
    {
        var life = new Life();
        life.Join();
        life.Dispute("ch_1");
        life.Decide("dp_1", status);

        var told = FactDerivation.Derive(life.State).Where(fact => fact.Kind is FactKind.DisputeOpened or FactKind.DisputeWon or FactKind.DisputeLost).ToList();

        told.Should().HaveCount(facts);
        told.Sum(fact => fact.Amount.MinorUnits).Should().Be(balance);
    }

    [Fact]
    public void Deriving_twice_or_from_shuffled_lists_gives_the_same()
    {
        Histories.Any.Sample(history =>
        {
            var state = history.States[^1];
            var facts = FactDerivation.Derive(state);
            var shuffled = state with { Invoices = [.. state.Invoices.Reverse()], Charges = [.. state.Charges.Reverse()], Disputes = [.. state.Disputes.Reverse()] };
            return facts.SequenceEqual(FactDerivation.Derive(state)) && facts.SequenceEqual(FactDerivation.Derive(shuffled));
        }, iter: 500);
    }
}
