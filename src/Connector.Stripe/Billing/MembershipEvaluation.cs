namespace Connector.Stripe.Billing;

/// <summary>From facts to membership. Pure: no clock but the one given.</summary>
public static class MembershipEvaluation
{
    /// <summary>How somebody stands at a moment.</summary>
    public static Membership Evaluate(MembershipInput input, MembershipRules rules, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(rules);
        var live = input.Subscriptions.Where(subscription => subscription.IsLive).OrderByDescending(Rank).ThenByDescending(subscription => subscription.Created).ThenBy(subscription => subscription.Id, StringComparer.Ordinal).ToList();
        var subscription = (live.Count > 0 ? live[0] : null) ?? input.Subscriptions.OrderByDescending(ended => ended.EndedAt ?? ended.Created).ThenBy(ended => ended.Id, StringComparer.Ordinal).FirstOrDefault();
        var balances = Balances(input.Facts);
        var periods = Periods(input.Facts, balances).ToList();
        // Of two periods with the same end the one that was paid for later tells the tier.
        var last = periods.OrderBy(period => period.End).ThenBy(period => period.PaidAt).ThenBy(period => period.PriceId, StringComparer.Ordinal).LastOrDefault();
        var paidThrough = last?.End;
        var (status, next) = Status(input, rules, now, live, subscription, paidThrough);
        return new Membership
        {
            Status = status,
            PaidThrough = paidThrough,
            RenewalDate = paidThrough is { } through ? OnCalendar(through, rules) : null,
            WasPaidFor = WasPaidFor(input),
            EndsOn = live.Count > 0 && subscription!.EndsAt is { } ends ? OnCalendar(ends, rules) : null,
            Renews = live.Any(renewing => renewing is { Status: "active" or "trialing" or "past_due", EndsAt: null, IsPaused: false }),
            SubscriptionId = subscription?.Id,
            PriceId = last?.PriceId ?? (subscription is { Items: [var item, ..] } ? item.PriceId : null),
            LastPayment = input.Facts.Where(fact => fact.Kind == FactKind.Payment && balances.GetValueOrDefault(fact.Id) > 0).OrderBy(fact => fact.OccurredAt).ThenBy(fact => fact.Id, StringComparer.Ordinal).LastOrDefault(),
            NextChangeAt = next,
            IsDoubled = live.Count(charging => charging.Status is "active" or "trialing" or "past_due") > 1,
        };
    }

    /// <summary>A moment's date in the organisation's time zone.</summary>
    public static DateOnly OnCalendar(DateTimeOffset moment, MembershipRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, rules.TimeZone).DateTime);
    }

    private static (MembershipStatus Status, DateTimeOffset? Next) Status(
        MembershipInput input, MembershipRules rules, DateTimeOffset now, List<SubscriptionState> live, SubscriptionState? subscription, DateTimeOffset? paidThrough)
    {
        if (paidThrough > now)
            return (MembershipStatus.Current, paidThrough);
        if (input.ComplimentaryThrough is { } complimentary && OnCalendar(now, rules) <= complimentary)
            return (MembershipStatus.Complimentary, EndOf(complimentary, rules));
        if (input.Organization is { IsEntitled: true } organization)
            return (MembershipStatus.Covered, organization.NextChangeAt);
        if (live.Count > 0 && subscription!.IsPaused)
            return (MembershipStatus.Paused, subscription.ResumesAt);
        if (paidThrough is not { } ended)
            return (Unpaid(input, live), null);

        var graceEnds = ended + rules.Grace;
        if (live.Count > 0)
        {
            var inGrace = subscription!.Status is "past_due" or "unpaid" ? MembershipStatus.PastDue : MembershipStatus.Grace;
            return now < graceEnds ? (inGrace, graceEnds) : (MembershipStatus.Lapsed, null);
        }

        // Who ended it is not waited for; who failed to pay, or pays by cheque, is.
        var left = subscription is { CanceledAt: not null } and not { CancellationReason: "payment_failed" or "payment_disputed" };
        return left ? (MembershipStatus.Cancelled, null)
            : now < graceEnds ? (MembershipStatus.Grace, graceEnds)
            : (MembershipStatus.Lapsed, null);
    }

    private static MembershipStatus Unpaid(MembershipInput input, List<SubscriptionState> live) =>
        live.Count > 0 ? MembershipStatus.Joining
        : WasPaidFor(input) ? MembershipStatus.Cancelled
        : MembershipStatus.None;

    private static bool WasPaidFor(MembershipInput input) => input.Facts.Any(fact => fact.Kind is FactKind.Period || (fact.Kind is FactKind.Payment && fact.PeriodEnd is not null));

    // What is left of each payment. An open dispute counts as if the money were still there: it is decided later.
    private static Dictionary<string, long> Balances(IEnumerable<BillingFact> facts)
    {
        var balances = new Dictionary<string, long>();
        foreach (var payment in facts.Where(fact => fact.PaymentId is not null).GroupBy(fact => fact.PaymentId!))
        {
            var open = payment.Where(fact => fact.Kind == FactKind.DisputeOpened)
                .Where(opened => !payment.Any(fact => fact.Kind is FactKind.DisputeLost or FactKind.DisputeWon && Dispute(fact) == Dispute(opened)));
            balances[payment.Key] = payment.Sum(fact => fact.Amount.MinorUnits) - open.Sum(fact => fact.Amount.MinorUnits);
        }

        return balances;
    }

    private static string Dispute(BillingFact fact) => fact.Id.Split(':')[0];

    // Periods that are still paid for: those of invoices that were not given back in full, and those of offline payments.
    private static IEnumerable<PaidPeriod> Periods(IReadOnlyCollection<BillingFact> facts, Dictionary<string, long> balances)
    {
        var payments = facts.Where(fact => fact.Kind == FactKind.Payment).ToLookup(fact => fact.InvoiceId);
        foreach (var fact in facts)
        {
            var stands = fact.Kind switch
            {
                FactKind.Period => payments[fact.InvoiceId].All(payment => payment.Amount.MinorUnits == 0) || payments[fact.InvoiceId].Sum(payment => balances.GetValueOrDefault(payment.Id)) > 0,
                FactKind.Payment => fact.IsOffline && balances.GetValueOrDefault(fact.Id) > 0,
                _ => false,
            };
            if (stands && fact.PeriodEnd is { } end)
                yield return new PaidPeriod(end, fact.OccurredAt, fact.PriceId);
        }
    }

    // Of several live subscriptions the one that is furthest along speaks.
    private static int Rank(SubscriptionState subscription) => subscription.Status switch
    {
        "active" or "trialing" => 4,
        "past_due" => 3,
        "paused" => 2,
        "unpaid" => 1,
        _ => 0,
    };

    private static DateTimeOffset EndOf(DateOnly day, MembershipRules rules)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, rules.TimeZone.GetUtcOffset(midnight));
    }

    private sealed record PaidPeriod(DateTimeOffset End, DateTimeOffset PaidAt, string? PriceId);
}
