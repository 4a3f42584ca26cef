using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Stripe;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Facts;

/// <summary>From facts to the site's payments. Pure.</summary>
internal static class PaymentRecords
{
    /// <summary>The payments among the facts, with what became of them; reversals too where they are payments of their own.</summary>
    public static IReadOnlyList<PaymentRecord> Of(StripeOwner owner, Guid? organization, IReadOnlyCollection<BillingFact> facts, StripeMembershipOptions options)
    {
        var rules = options.ToRules();
        var about = facts.Where(fact => fact.PaymentId is not null).ToLookup(fact => fact.PaymentId!);
        var records = new List<PaymentRecord>();
        foreach (var payment in facts.Where(fact => fact.Kind == FactKind.Payment))
        {
            var changes = about[payment.Id].Where(fact => fact.Kind != FactKind.Payment).ToList();
            var record = Record(owner, organization, payment, payment, options, rules);
            if (options.Reversals == ReversalStyle.ChangePayment)
            {
                var net = changes.Aggregate(payment.Amount, (sum, change) => sum + change.Amount);
                records.Add(record with { Net = net, State = State(payment, changes, net) });
                continue;
            }

            records.Add(record);
            records.AddRange(changes.Where(change => change.Amount.MinorUnits != 0)
                .Select(change => Record(owner, organization, change, payment, options, rules) with { State = PaymentState.Reversal }));
        }

        return records;
    }

    /// <summary>A fact's id as a row's key: name-based, so that the same fact has the same key on every host and after every restore.</summary>
    public static Guid Key(string factId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes("connector.stripe/" + factId), hash);

        // Version 8, "custom", by RFC 9562.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static PaymentState State(BillingFact payment, List<BillingFact> changes, Money net)
    {
        var undecided = changes.Count(change => change.Kind == FactKind.DisputeOpened) > changes.Count(change => change.Kind is FactKind.DisputeWon or FactKind.DisputeLost);
        return undecided ? PaymentState.Disputed
            : changes.Any(change => change.Kind == FactKind.DisputeLost) && net.MinorUnits <= 0 ? PaymentState.Lost
            : net.MinorUnits <= 0 ? PaymentState.Refunded
            : net.MinorUnits < payment.Amount.MinorUnits ? PaymentState.PartiallyRefunded
            : PaymentState.Paid;
    }

    private static PaymentRecord Record(
        StripeOwner owner, Guid? organization, BillingFact fact, BillingFact payment, StripeMembershipOptions options, MembershipRules rules)
    {
        var tier = options.TierOf(payment.PriceId);
        var isDues = payment.PeriodEnd is not null;
        var paidOn = MembershipEvaluation.OnCalendar(fact.OccurredAt, rules);
        var what = isDues ? tier is null ? "Annual dues" : $"Annual dues, {tier}" : payment.Description ?? "Payment";
        var kind = fact.Kind switch
        {
            FactKind.Payment => "",
            FactKind.Refund => "Refund: ",
            FactKind.RefundFailed => "Refund returned: ",
            FactKind.DisputeWon => "Dispute won: ",
            _ => "Dispute: ",
        };
        return new PaymentRecord
        {
            Id = Key(fact.Id),
            FactId = fact.Id,
            Name = string.Create(CultureInfo.InvariantCulture, $"{kind}{what} – {paidOn:yyyy-MM-dd}"),
            Amount = fact.Amount,
            Net = fact.Amount,
            State = PaymentState.Paid,
            PaidAt = fact.OccurredAt,
            PaidOn = paidOn,
            MemberId = owner.Kind == StripeOwner.MemberKind && Guid.TryParse(owner.Id, out var member) ? member : null,
            OrganizationId = organization,
            Tier = tier,
            IsDues = isDues,
            IsOffline = payment.IsOffline,
            InvoiceNumber = payment.InvoiceNumber,
            PeriodStart = payment.PeriodStart is { } start ? MembershipEvaluation.OnCalendar(start, rules) : null,
            PeriodEnd = payment.PeriodEnd is { } end ? MembershipEvaluation.OnCalendar(end, rules) : null,
        };
    }
}
