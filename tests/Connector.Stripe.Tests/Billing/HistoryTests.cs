using Connector.Stripe.Billing;
using CsCheck;

namespace Connector.Stripe.Tests.Billing;

/// <summary>Whatever of a life was seen, how often and in which order: who has seen its end knows the same.</summary>
public sealed class HistoryTests
{
    private static readonly MembershipRules Rules = new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };

    [Fact]
    public void Any_looks_in_any_order_that_end_with_the_last_state_know_the_same() =>
        Histories.Any.Select(Gen.Int[0, 1000].Array[0, 60]).Sample((history, looks) =>
        {
            var expected = Settle(history, [history.States[^1]]);

            var seen = Settle(history, [.. looks.Select(look => history.States[look % history.States.Count]), history.States[^1]]);

            return seen == expected;
        }, iter: 3000);

    [Fact]
    public void Facts_once_learnt_stay_true() =>
        Histories.Any.Sample(history =>
        {
            var last = FactDerivation.Derive(history.States[^1]).Select(fact => (fact.Id, fact.Kind, fact.Amount, fact.PaymentId)).ToHashSet();
            return history.States.All(state => FactDerivation.Derive(state).All(fact => last.Contains((fact.Id, fact.Kind, fact.Amount, fact.PaymentId))));
        }, iter: 2000);

    [Fact]
    public void Running_paid_period_means_a_current_member_and_the_other_way_round() =>
        Histories.Any.Sample(history =>
        {
            var state = history.States[^1];
            var facts = FactDerivation.Derive(state);
            var membership = MembershipEvaluation.Evaluate(new MembershipInput { Facts = facts, Subscriptions = [.. state.Subscriptions] }, Rules, history.End);
            return (membership.Status == MembershipStatus.Current) == (membership.PaidThrough > history.End)
                && (!membership.IsEntitled || membership.PaidThrough + Rules.Grace > history.End);
        }, iter: 2000);

    private static string Settle(History history, IEnumerable<CustomerState> seen)
    {
        var facts = new List<BillingFact>();
        foreach (var state in seen)
            facts.AddRange(FactDerivation.Missing(FactDerivation.Derive(state), facts));

        var membership = MembershipEvaluation.Evaluate(new MembershipInput { Facts = facts, Subscriptions = [.. history.States[^1].Subscriptions] }, Rules, history.End);
        return string.Join("\n", facts.Select(fact => $"{fact.Id} {fact.Kind} {fact.Amount} {fact.PaymentId}").Order()) + $"\n{membership with { LastPayment = null }} {membership.LastPayment?.Id}";
    }
}
