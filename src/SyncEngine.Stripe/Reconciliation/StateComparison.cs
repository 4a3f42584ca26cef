using System.Globalization;
using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Reconciliation;
using Connector.Stripe.Subscriptions;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>
/// What Stripe holds now against what was read of each customer last: subscriptions that were changed, paused or ended, and disputes. It finds what events that nobody
/// keeps any more told. Pure.
/// </summary>
internal static class StateComparison
{
    public static IEnumerable<Difference> Compare(
        IReadOnlyList<(StripeOwner Owner, CustomerState State)> known, IReadOnlyList<CustomerSubscription> subscriptions, IReadOnlyList<CustomerCharge> charges)
    {
        var live = subscriptions.Where(row => row.Subscription.IsLive).ToLookup(row => row.CustomerId, row => row.Subscription);
        var disputed = charges.Where(row => row is { CustomerId: not null, Charge.IsDisputed: true }).ToLookup(row => row.CustomerId!, row => row.Charge);
        foreach (var (owner, state) in known.Where(row => !row.State.IsDeleted))
        {
            var (here, atStripe) = (Live(state.Subscriptions), Live(live[state.CustomerId]));
            foreach (var id in here.Keys.Union(atStripe.Keys).Where(id => here.GetValueOrDefault(id) != atStripe.GetValueOrDefault(id)))
            {
                yield return About(owner, state, DifferenceKind.SubscriptionDiffers, id, (here.GetValueOrDefault(id), atStripe.GetValueOrDefault(id)) switch
                {
                    (null, _) => "Stripe has this subscription, and it was never seen here: its events were missed.",
                    (_, null) => "It ended at Stripe, and is kept here as running: its events were missed.",
                    var (ours, theirs) => $"It was changed at Stripe, and the events were missed: here {ours}, there {theirs}.",
                });
            }

            foreach (var charge in disputed[state.CustomerId].Where(charge => state.Disputes.All(dispute => dispute.ChargeId != charge.Id)))
            {
                yield return About(owner, state, DifferenceKind.DisputeNotRecorded, charge.Id, "Disputed at Stripe, and no dispute is known here: its events were missed.")
                    with { AtStripe = charge.Amount };
            }
        }
    }

    // What a membership hangs on, in words that can be shown.
    private static Dictionary<string, string> Live(IEnumerable<SubscriptionState> subscriptions) => subscriptions.Where(subscription => subscription.IsLive).ToDictionary(
        subscription => subscription.Id,
        subscription => string.Create(CultureInfo.InvariantCulture,
            $"{subscription.Status}{(subscription.EndsAt is { } ends ? $", ends {ends:yyyy-MM-dd}" : "")}{(subscription.IsPaused ? ", paused" : "")}{string.Concat(subscription.Items.Select(Of))}"));

    private static string Of(SubscriptionItemState item) => string.Create(CultureInfo.InvariantCulture, $", {item.Quantity} × {item.PriceId} until {item.PeriodEnd:yyyy-MM-dd}");

    private static Difference About(StripeOwner owner, CustomerState state, DifferenceKind kind, string reference, string cause) => new()
    {
        Kind = kind,
        Reference = reference,
        Owner = owner.ToString(),
        Cause = cause,
        Repair = RepairKind.ReconcileCustomer,
        RepairOn = state.CustomerId,
    };
}
