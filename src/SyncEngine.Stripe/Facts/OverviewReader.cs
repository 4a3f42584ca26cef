using Connector.Stripe;
using Connector.Stripe.Billing;
using Microsoft.Extensions.Options;
using SyncEngine.Storage;

namespace SyncEngine.Stripe.Facts;

/// <summary>Puts together what a page shows, from the site's own tables.</summary>
internal sealed class OverviewReader(IOptions<StripeMembershipOptions> options, TimeProvider time)
{
    private readonly StripeMembershipOptions _options = options.Value;

    public async Task<MembershipOverview> ReadAsync(IStoreTransaction reading, StripeOwner owner, CancellationToken cancellationToken)
    {
        var customers = await reading.CustomersOfAsync(owner, cancellationToken);
        var facts = await reading.FactsOfAsync(owner, cancellationToken);
        var row = await reading.FindMembershipAsync(owner, cancellationToken);
        var membership = row?.Membership ?? MembershipEvaluation.Evaluate(new MembershipInput { Facts = facts }, _options.ToRules(), time.GetUtcNow());
        var states = customers.Where(customer => !customer.IsDeleted).Select(customer => customer.State).OfType<CustomerState>().ToList();
        var state = states.FirstOrDefault(known => Live(known) is not null) ?? states.LastOrDefault();
        var live = Live(state);
        var invoices = customers.SelectMany(customer => customer.State?.Invoices ?? []).Where(invoice => invoice.Status != "draft").OrderByDescending(invoice => invoice.Created).ToList();
        return new MembershipOverview
        {
            Owner = owner,
            Membership = membership,
            StatusName = _options.NameOf(membership.Status),
            Tier = _options.TierOf(membership.PriceId),
            Subscription = live,
            PaymentMethod = live?.PaymentMethod ?? state?.PaymentMethod,
            Upcoming = state?.Upcoming,
            OpenInvoice = invoices.FirstOrDefault(invoice => invoice.Status == "open" && invoice.SubscriptionId is { } id && id == live?.Id),
            Invoices = invoices,
            Payments = [.. PaymentRecords.Of(owner, null, facts, _options).OrderByDescending(payment => payment.PaidAt).ThenBy(payment => payment.FactId, StringComparer.Ordinal)],
            ComplimentaryThrough = row?.ComplimentaryThrough,
            ReadAt = state?.ReadAt,
        };
    }

    /// <summary>The subscription that charges, of several the one that is furthest along; null without one.</summary>
    public static SubscriptionState? Live(CustomerState? state) => state?.Subscriptions
        .Where(subscription => subscription.IsLive)
        .OrderByDescending(subscription => subscription.Status is "active" or "trialing" or "past_due")
        .ThenByDescending(subscription => subscription.Created)
        .FirstOrDefault();
}
