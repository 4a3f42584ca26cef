using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Reconciliation;
using SyncEngine.Stripe.Facts;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>Stripe's charges against our facts. Pure.</summary>
internal static class Comparison
{
    /// <summary>Around the period on both sides, so that nothing is missed for being dated a little apart.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    public static IEnumerable<Difference> Compare(
        IReadOnlyList<CustomerCharge> charges, IReadOnlyDictionary<string, StripeOwner> owners, IReadOnlyList<(StripeOwner Owner, BillingFact Fact)> facts,
        DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var payments = facts.Where(row => row.Fact is { Kind: FactKind.Payment, IsOffline: false }).ToList();
        var byIntent = payments.Where(row => row.Fact.PaymentIntentId is not null).GroupBy(row => row.Fact.PaymentIntentId!).ToDictionary(group => group.Key, group => group.First());
        var byId = payments.GroupBy(row => row.Fact.Id).ToDictionary(group => group.Key, group => group.First());
        var known = facts.Select(row => row.Fact.Id).ToHashSet();
        var seen = new HashSet<string>();
        foreach (var (customerId, charge) in charges)
        {
            if (customerId is null || !owners.TryGetValue(customerId, out var owner) || charge.Status != "succeeded")
                continue;

            var found = charge.PaymentIntentId is { } intent && byIntent.TryGetValue(intent, out var match) || byId.TryGetValue(charge.Id, out match) ? match.Fact : null;
            if (found is not null)
                seen.Add(found.Id);
            if (charge.Created < from || charge.Created >= to)
                continue;

            foreach (var difference in Of(customerId, owner, charge, found, known, now))
                yield return difference;
        }

        foreach (var (owner, fact) in payments.Where(row => row.Fact.OccurredAt >= from && row.Fact.OccurredAt < to && !seen.Contains(row.Fact.Id)))
        {
            yield return new Difference
            {
                Kind = DifferenceKind.PaymentNotAtStripe,
                Reference = fact.Id,
                Owner = owner.ToString(),
                Here = fact.Amount,
                Cause = "Recorded here, and Stripe has no such charge in this account and mode: was it recorded in another account, or in test mode?",
            };
        }
    }

    private static IEnumerable<Difference> Of(string customerId, StripeOwner owner, ChargeState charge, BillingFact? fact, HashSet<string> known, DateTimeOffset now)
    {
        var about = new Difference
        {
            Kind = DifferenceKind.PaymentNotRecorded,
            Reference = charge.Id,
            Owner = owner.ToString(),
            AtStripe = charge.Amount,
            Cause = "Paid at Stripe and not recorded here: its events were missed, or a back-up was restored.",
            Repair = RepairKind.ReconcileCustomer,
            RepairOn = customerId,
        };
        if (fact is null)
        {
            // A charge that waits for its invoice is no difference yet.
            if (charge.Metadata.ContainsKey(FactDerivation.PurposeKey) || charge.Created + FactDerivation.InvoiceLatency < now)
                yield return about;
            yield break;
        }

        if (fact.Amount != charge.Amount)
        {
            yield return about with
            {
                Kind = DifferenceKind.AmountDiffers,
                Reference = fact.Id,
                Here = fact.Amount,
                Cause = "Recorded with another amount or currency than Stripe has: facts are never changed, so a person has to look.",
                Repair = RepairKind.None,
                RepairOn = null,
            };
        }

        foreach (var refund in charge.Refunds.Where(refund => refund.Status == "succeeded" && !known.Contains(refund.Id)))
        {
            yield return about with
            {
                Kind = DifferenceKind.RefundNotRecorded,
                Reference = refund.Id,
                AtStripe = -refund.Amount,
                Cause = "Refunded at Stripe and not recorded here: its events were missed.",
            };
        }

        foreach (var refund in charge.Refunds.Where(refund => refund.Status == "failed" && !known.Contains($"{refund.Id}:failed")))
        {
            yield return about with
            {
                Kind = DifferenceKind.RefundNotRecorded,
                Reference = refund.Id,
                AtStripe = refund.Amount,
                Cause = "The refund came back at Stripe, and that is not recorded here: its events were missed.",
            };
        }
    }
}
