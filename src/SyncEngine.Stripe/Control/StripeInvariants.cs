using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Stripe;
using Microsoft.Extensions.Options;
using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Reconciliation;
using SyncEngine.Stripe.Site;

namespace SyncEngine.Stripe.Control;

/// <summary>The reconciliation as invariants that the control room shows: what must hold between Stripe, the site and Salesforce, and what breaks it.</summary>
internal sealed class StripeInvariants(
    IStripeReconciliation reconciliation, ISyncStore store, MembershipMap map, IOptions<StripeConnectorOptions> stripe, IOptions<StripeMembershipOptions> options, TimeProvider time) : ISyncInvariants
{
    public string Name => "Payments and memberships";

    public async Task<InvariantReport?> LatestAsync(CancellationToken cancellationToken = default) =>
        await reconciliation.FindLatestAsync(cancellationToken) is { } report ? Show(report) : null;

    public async Task<InvariantReport> CheckAsync(Cause cause, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var report = await reconciliation.RunAsync(now.AddDays(-options.Value.ReconcileDays), now, cause, cancellationToken);
        await store.WriteAsync((transaction, token) => transaction.DecideAsync(
            new WorkKey("admin", "invariants", "payments"), cause, string.Create(CultureInfo.InvariantCulture, $"Payments and memberships were checked: {report.Differences.Count} differences."), token), cancellationToken);
        return Show(report);
    }

    public async Task<bool> RepairAsync(string id, Cause cause, CancellationToken cancellationToken = default)
    {
        if ((await reconciliation.FindLatestAsync(cancellationToken))?.Differences.FirstOrDefault(difference => Id(difference) == id) is not { } broken
            || !await reconciliation.RepairAsync(broken, cause, cancellationToken))
            return false;

        await store.WriteAsync((transaction, token) => transaction.DecideAsync(
            new WorkKey("admin", "repair", id), cause, $"Repair of {broken.Reference}: {Words(broken.Repair)}", token), cancellationToken);
        return true;
    }

    private InvariantReport Show(ReconciliationReport report) => new(
        report.ComparedAt,
        string.Create(CultureInfo.InvariantCulture, $"{report.Payments:N0} payments from {report.From:d MMM yyyy} to {report.To:d MMM yyyy}, {Totals(report)}; {report.Strangers:N0} charges in the account are of nobody here."),
        [.. Enum.GetValues<DifferenceKind>().Select(Rule).Distinct()],
        [.. report.Differences.Select(Show)]);

    private InvariantBreach Show(Difference difference) => new(Id(difference), Rule(difference.Kind), difference.Reference, difference.Cause, Words(difference.Repair))
    {
        Key = Key(difference),
        Sums = [.. new[] { ("At Stripe", difference.AtStripe), ("Here", difference.Here) }.Where(sum => sum.Item2 is not null).Select(sum => $"{sum.Item1}: {sum.Item2}")],
        Link = StripePages.Of(difference.Reference, stripe.Value) ?? StripePages.Of(difference.RepairOn, stripe.Value),
    };

    private WorkKey? Key(Difference difference)
    {
        if (difference.Repair == RepairKind.SyncRecord && WorkKey.TryParse(difference.RepairOn, out var record))
            return record;
        return StripeOwner.TryParse(difference.Owner, out var owner) ? map.Record(owner) : null;
    }

    private static string Totals(ReconciliationReport report) => report.Totals.Count == 0 ? "nothing in sum" : string.Join(" and ", report.Totals);

    private static string Rule(DifferenceKind kind) => kind switch
    {
        DifferenceKind.PaymentNotRecorded or DifferenceKind.AmountDiffers or DifferenceKind.RefundNotRecorded or DifferenceKind.DisputeNotRecorded => "Every payment, refund and dispute at Stripe is recorded here with its amount",
        DifferenceKind.PaymentNotAtStripe or DifferenceKind.PaidOutOfBand => "Every payment recorded here was made through Stripe, or is recorded as offline",
        DifferenceKind.SiteDiffers => "The site's members, organisations and payments say what the facts say",
        DifferenceKind.OpportunityMissing => "Every payment has an Opportunity in Salesforce",
        DifferenceKind.OpportunityWithoutPayment => "Every Opportunity of ours has a payment",
        DifferenceKind.SubscriptionDiffers => "Every subscription stands here as it stands at Stripe",
        DifferenceKind.SubscriptionDoubled => "Nobody is charged twice for one membership",
        DifferenceKind.MemberWithoutPaidPeriod => "Every current member has a paid period, a grace, a complimentary membership or an organisation's",
        DifferenceKind.PaidPeriodWithoutMember => "Everybody whose paid period runs is a current member",
        DifferenceKind.EventMissed or DifferenceKind.EventStuck or DifferenceKind.EventQuarantined => "Every event of Stripe came in, was understood and was dealt with",
        _ => "Everything else agrees",
    };

    private static string? Words(RepairKind repair) => repair switch
    {
        RepairKind.ReconcileCustomer => "read the customer from Stripe again",
        RepairKind.ReapplyFacts => "bring the site's rows to what the facts say",
        RepairKind.SyncRecord => "send the record to Salesforce again",
        RepairKind.RecoverEvents => "take in what Stripe could not deliver",
        RepairKind.ReplayEvent => "look at what the event is about once more",
        _ => null,
    };

    private static string Id(Difference difference) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{difference.Kind}\n{difference.Reference}\n{difference.RepairOn}")))[..16];
}
