using Connector.Stripe;
using Connector.Stripe.Billing;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>Our facts against the site's rows and Salesforce, and the invariants that must hold at all times.</summary>
internal sealed class SiteComparison(ISyncStore store, ISyncStatus status, Reckoning reckoning, Site.MembershipMap map, TimeProvider time)
{
    public async Task<List<Difference>> CompareAsync(
        IReadOnlyList<(StripeOwner Owner, CustomerState State)> known, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var owners = await store.ReadAsync((reading, token) => reading.QueryAsync(
            "SELECT owner FROM stripe_membership UNION SELECT owner FROM stripe_fact", row => row.GetString(0), token), cancellationToken);
        var mapped = map.PaymentMapping is { } mapping && (await status.GetOverviewAsync(cancellationToken)).Mappings.Any(one => one.Mapping == mapping);
        var differences = new List<Difference>();
        var payments = new HashSet<string>();
        foreach (var text in owners)
        {
            if (!StripeOwner.TryParse(text, out var owner)
                || await store.ReadAsync((reading, token) => reckoning.PreviewAsync(reading, owner, token), cancellationToken) is not { } preview)
                continue;

            differences.AddRange(Invariants(owner, preview.Stored, preview.Change.Membership));
            if (!await store.ReadAsync((reading, token) => reckoning.AgreesAsync(reading, preview.Change, token), cancellationToken))
                differences.Add(About(owner, DifferenceKind.SiteDiffers, text, "The site's rows were changed by hand, or a write was lost: they do not say what the facts say."));

            foreach (var payment in preview.Change.Payments)
                payments.Add(payment.Id.ToString());
            foreach (var payment in preview.Change.Payments.Where(payment => mapped && payment.PaidAt >= from && payment.PaidAt < to))
            {
                if (await OpportunityAsync(owner, payment, cancellationToken) is { } missing)
                    differences.Add(missing);
            }
        }

        differences.AddRange(OutOfBand(known, from, to));
        if (mapped)
            differences.AddRange(await OrphansAsync(payments, cancellationToken));
        return differences;
    }

    // A running paid period is a current member's, and a current member has one, a grace, a complimentary or an organisation's membership.
    private IEnumerable<Difference> Invariants(StripeOwner owner, Membership? stored, Membership membership)
    {
        var runs = membership.PaidThrough > time.GetUtcNow();
        if (runs && stored is not { Status: MembershipStatus.Current })
            yield return About(owner, DifferenceKind.PaidPeriodWithoutMember, membership.SubscriptionId ?? owner.ToString(), "A paid period runs, and the payer is kept as no current member.");
        if (!membership.IsEntitled && stored is { IsEntitled: true })
            yield return About(owner, DifferenceKind.MemberWithoutPaidPeriod, owner.ToString(), "Kept as a member, and neither paid period nor grace, complimentary or organisation's membership is behind it.");
        if (membership.IsDoubled)
        {
            yield return About(owner, DifferenceKind.SubscriptionDoubled, membership.SubscriptionId ?? owner.ToString(), "There are two live subscriptions, and both will charge: end one of them, and refund it if it was paid.")
                with { Repair = RepairKind.None, RepairOn = null };
        }
    }

    private async Task<Difference?> OpportunityAsync(StripeOwner owner, PaymentRecord payment, CancellationToken cancellationToken)
    {
        var key = WorkKey.ForRecord(map.PaymentMapping!, payment.Id.ToString());
        var stands = await status.GetAsync(key, cancellationToken);

        // On its way or told as failed is known elsewhere; this is about what nobody knows of.
        return stands is { RemoteId: null, State: SyncState.Unknown or SyncState.InSync }
            ? About(owner, DifferenceKind.OpportunityMissing, payment.FactId, "Paid and recorded, and no Opportunity was made: the save was not captured, or its link was lost.")
                with { Here = payment.Amount, Repair = RepairKind.SyncRecord, RepairOn = key.ToString() }
            : null;
    }

    private async Task<List<Difference>> OrphansAsync(HashSet<string> payments, CancellationToken cancellationToken)
    {
        var links = await store.ReadAsync((reading, token) => reading.QueryAsync(
            "SELECT external_id, remote_id FROM sync_link WHERE mapping = @mapping", row => (External: row.GetString(0), Remote: row.GetString(1)), token, ("@mapping", map.PaymentMapping)), cancellationToken);
        return [.. links.Where(link => !payments.Contains(link.External)).Select(link => new Difference
        {
            Kind = DifferenceKind.OpportunityWithoutPayment,
            Reference = link.Remote,
            Cause = $"Linked to payment {link.External} here, which no fact stands behind: was the row made by hand?",
        })];
    }

    private static IEnumerable<Difference> OutOfBand(IReadOnlyList<(StripeOwner Owner, CustomerState State)> known, DateTimeOffset from, DateTimeOffset to) =>
        known.SelectMany(row => row.State.Invoices
            .Where(invoice => invoice.IsPaidOutOfBand && invoice.PaidAt >= from && invoice.PaidAt < to)
            .Select(invoice => new Difference
            {
                Kind = DifferenceKind.PaidOutOfBand,
                Reference = invoice.Id,
                Owner = row.Owner.ToString(),
                AtStripe = invoice.Total,
                Cause = "Somebody marked the invoice as paid at Stripe, without money through it: record the offline payment here, so that it reaches accounting.",
            }));

    private static Difference About(StripeOwner owner, DifferenceKind kind, string reference, string cause) => new()
    {
        Kind = kind,
        Reference = reference,
        Owner = owner.ToString(),
        Cause = cause,
        Repair = RepairKind.ReapplyFacts,
        RepairOn = owner.ToString(),
    };
}
