namespace Connector.Stripe.Billing;

/// <summary>From what Stripe holds now to what has happened. Pure: the same state gives the same facts.</summary>
public static class FactDerivation
{
    /// <summary>
    /// How long a charge that no invoice claims waits for one. In a subscription's Checkout the charge comes before the invoice that it pays;
    /// taken at once it would be counted twice.
    /// </summary>
    public static readonly TimeSpan InvoiceLatency = TimeSpan.FromHours(1);

    /// <summary>The metadata key by which our own one-off payments say that no invoice will claim them.</summary>
    public const string PurposeKey = "connector_purpose";

    /// <summary>All facts that the state bears out, the oldest first.</summary>
    public static IReadOnlyList<BillingFact> Derive(CustomerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var charges = new PaidCharges(state);
        var facts = new List<BillingFact>();
        foreach (var invoice in state.Invoices)
        {
            if (Period(state, invoice) is { } period)
                facts.Add(period);
            facts.AddRange(invoice.Payments.Where(payment => payment.Status == "paid" && payment.Amount.MinorUnits > 0).Select(payment => Payment(state, invoice, payment)));
        }

        facts.AddRange(charges.WithoutInvoice.Where(charge => IsRipe(state, charge)).Select(charge => Payment(state, charge)));
        var payments = facts.Where(fact => fact.Kind == FactKind.Payment).ToDictionary(fact => fact.Id);
        foreach (var charge in state.Charges)
        {
            // A reversal of a payment that is not counted yet waits for it.
            if (charges.PaymentOf(charge) is not { } paymentId || !payments.TryGetValue(paymentId, out var payment))
                continue;

            facts.AddRange(charge.Refunds.SelectMany(refund => Refund(payment, refund)));
            facts.AddRange(state.Disputes.Where(dispute => dispute.ChargeId == charge.Id).SelectMany(dispute => Dispute(payment, dispute)));
        }

        return [.. facts.DistinctBy(fact => fact.Id).OrderBy(fact => fact.OccurredAt).ThenBy(fact => fact.Kind).ThenBy(fact => fact.Id, StringComparer.Ordinal)];
    }

    /// <summary>When a charge that still waits for its invoice is to be looked at again; null when none waits.</summary>
    public static DateTimeOffset? LookAgainAt(CustomerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new PaidCharges(state).WithoutInvoice.Where(charge => !IsRipe(state, charge)).Select(charge => (DateTimeOffset?)charge.Created + InvoiceLatency).Min();
    }

    /// <summary>Those of the derived facts that are not known yet. A payment once counted by its intent is not counted again by its invoice.</summary>
    public static IReadOnlyList<BillingFact> Missing(IEnumerable<BillingFact> derived, IReadOnlyCollection<BillingFact> known)
    {
        var ids = known.Select(fact => fact.Id).ToHashSet();
        return [.. derived.Where(fact => !ids.Contains(fact.Id) && !(fact.Kind == FactKind.Payment && fact.PaymentIntentId is { } intent && ids.Contains(intent)))];
    }

    private static bool IsRipe(CustomerState state, ChargeState charge) =>
        charge.Metadata.ContainsKey(PurposeKey) || charge.Created + InvoiceLatency <= state.ReadAt;

    private static BillingFact? Period(CustomerState state, InvoiceState invoice)
    {
        var lines = invoice.Lines.Where(line => line.IsSubscription && line.Amount.MinorUnits >= 0).ToList();
        if (invoice.Status != "paid" || lines.Count == 0)
            return null;

        var last = lines.MaxBy(line => line.PeriodEnd)!;
        return new BillingFact
        {
            Id = $"{invoice.Id}:period",
            Kind = FactKind.Period,
            Amount = invoice.Total with { MinorUnits = 0 },
            OccurredAt = invoice.PaidAt ?? invoice.Created,
            CustomerId = state.CustomerId,
            SubscriptionId = invoice.SubscriptionId,
            InvoiceId = invoice.Id,
            InvoiceNumber = invoice.Number,
            PriceId = last.PriceId,
            PeriodStart = lines.Min(line => line.PeriodStart),
            PeriodEnd = last.PeriodEnd,
            Description = last.Description,
        };
    }

    private static BillingFact Payment(CustomerState state, InvoiceState invoice, InvoicePaymentState payment)
    {
        var lines = invoice.Lines.Where(line => line.IsSubscription && line.Amount.MinorUnits >= 0).ToList();
        var last = lines.MaxBy(line => line.PeriodEnd);
        var any = invoice.Lines.Count > 0 ? invoice.Lines[0] : null;
        return new BillingFact
        {
            Id = payment.Id,
            Kind = FactKind.Payment,
            Amount = payment.Amount,
            OccurredAt = payment.PaidAt ?? invoice.PaidAt ?? invoice.Created,
            PaymentId = payment.Id,
            CustomerId = state.CustomerId,
            SubscriptionId = invoice.SubscriptionId,
            InvoiceId = invoice.Id,
            InvoiceNumber = invoice.Number,
            PaymentIntentId = payment.PaymentIntentId,
            PriceId = (last ?? any)?.PriceId,
            PeriodStart = lines.Count == 0 ? null : lines.Min(line => line.PeriodStart),
            PeriodEnd = last?.PeriodEnd,
            Description = (last ?? any)?.Description,
        };
    }

    private static BillingFact Payment(CustomerState state, ChargeState charge) => new()
    {
        Id = charge.PaymentIntentId ?? charge.Id,
        Kind = FactKind.Payment,
        Amount = charge.Amount,
        OccurredAt = charge.Created,
        PaymentId = charge.PaymentIntentId ?? charge.Id,
        CustomerId = state.CustomerId,
        PaymentIntentId = charge.PaymentIntentId,
        Description = charge.Description ?? charge.Metadata.GetValueOrDefault(PurposeKey),
    };

    private static IEnumerable<BillingFact> Refund(BillingFact payment, RefundState refund)
    {
        // A failed refund had left the balance before it came back, unless it never got that far.
        if (refund.Status is not ("succeeded" or "failed"))
            yield break;

        var fact = About(payment) with { Id = refund.Id, Kind = FactKind.Refund, Amount = -refund.Amount, OccurredAt = refund.Created, Description = refund.Reason };
        yield return fact;
        if (refund.Status == "failed")
            yield return fact with { Id = $"{refund.Id}:failed", Kind = FactKind.RefundFailed, Amount = refund.Amount };
    }

    private static IEnumerable<BillingFact> Dispute(BillingFact payment, DisputeState dispute)
    {
        // An inquiry (warning_…) has moved no money; a prevented dispute never will.
        if (dispute.Status.StartsWith("warning_", StringComparison.Ordinal) || dispute.Status == "prevented")
            yield break;

        var fact = About(payment) with
        {
            Id = $"{dispute.Id}:opened",
            Kind = FactKind.DisputeOpened,
            Amount = -dispute.Amount,
            OccurredAt = dispute.Created,
            Description = dispute.Reason,
        };
        yield return fact;
        if (dispute.Status == "won")
            yield return fact with { Id = $"{dispute.Id}:won", Kind = FactKind.DisputeWon, Amount = dispute.Amount };
        else if (dispute.Status == "lost")
            yield return fact with { Id = $"{dispute.Id}:lost", Kind = FactKind.DisputeLost, Amount = dispute.Amount with { MinorUnits = 0 } };
    }

    private static BillingFact About(BillingFact payment) => payment with { PaymentId = payment.Id, PeriodStart = null, PeriodEnd = null };

    // Which charges came through, and which payment each of them is.
    private sealed class PaidCharges(CustomerState state)
    {
        private readonly Dictionary<string, string> _byIntent = Claims(state, payment => payment.PaymentIntentId);
        private readonly Dictionary<string, string> _byCharge = Claims(state, payment => payment.ChargeId);

        public IEnumerable<ChargeState> WithoutInvoice =>
            state.Charges.Where(charge => charge is { Status: "succeeded", Amount.MinorUnits: > 0 } && Claim(charge) is null);

        public string? PaymentOf(ChargeState charge) => charge.Status != "succeeded" ? null : Claim(charge) ?? charge.PaymentIntentId ?? charge.Id;

        private string? Claim(ChargeState charge) =>
            (charge.PaymentIntentId is { } intent ? _byIntent.GetValueOrDefault(intent) : null) ?? _byCharge.GetValueOrDefault(charge.Id);

        private static Dictionary<string, string> Claims(CustomerState state, Func<InvoicePaymentState, string?> by) =>
            state.Invoices.SelectMany(invoice => invoice.Payments).Where(payment => by(payment) is not null)
                .GroupBy(payment => by(payment)!).ToDictionary(group => group.Key, group => group.First().Id);
    }
}
