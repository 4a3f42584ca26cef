using Connector.Stripe.Billing;

namespace Connector.Stripe.Tests.Billing;

/// <summary>Builds the state of one customer, step by step, as Stripe would hold it.</summary>
internal sealed class Life
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

    private readonly List<SubscriptionState> _subscriptions = [];
    private readonly List<InvoiceState> _invoices = [];
    private readonly List<ChargeState> _charges = [];
    private readonly List<DisputeState> _disputes = [];

    /// <summary>Tells its ids from those of other lives in the same account.</summary>
    public string Tag { get; init; } = "";

    public DateTimeOffset Now { get; set; } = Start;

    public long Dues { get; set; } = 7500;

    public string Price { get; set; } = "price_basic";

    public SubscriptionState? Subscription => _subscriptions.Count > 0 ? _subscriptions[^1] : null;

    public IReadOnlyList<ChargeState> Charges => _charges;

    public IReadOnlyList<DisputeState> Disputes => _disputes;

    public CustomerState State => new()
    {
        CustomerId = $"cus_{Tag}1",
        ReadAt = Now,
        Subscriptions = [.. _subscriptions],
        Invoices = [.. _invoices],
        Charges = [.. _charges],
        Disputes = [.. _disputes],
    };

    // Since basil the charge comes before the invoice that it pays, and the subscription after.
    public ChargeState ChargeAlone(long amount = 7500, bool ours = false)
    {
        var charge = new ChargeState
        {
            Id = $"ch_{Tag}{_charges.Count + 1}",
            PaymentIntentId = $"pi_{Tag}{_charges.Count + 1}",
            Status = "succeeded",
            Amount = new Money(amount, "usd"),
            Created = Now,
            Metadata = ours ? new Dictionary<string, string> { [FactDerivation.PurposeKey] = "donation" } : [],
        };
        _charges.Add(charge);
        return charge;
    }

    public void Join()
    {
        var charge = ChargeAlone(Dues);
        Subscribe();
        Bill("subscription_create", charge);
    }

    public void Subscribe(string status = "active") => _subscriptions.Add(new SubscriptionState
    {
        Id = $"sub_{Tag}{_subscriptions.Count + 1}",
        Status = status,
        Created = Now,
        Items = [new SubscriptionItemState($"si_{Tag}{_subscriptions.Count + 1}", Price, null, new Money(Dues, "usd"), 1, Now, Now.AddYears(1))],
    });

    public void Bill(string reason, ChargeState? charge, bool free = false)
    {
        var item = Subscription!.Items[0];
        var id = $"in_{Tag}{_invoices.Count + 1}";
        var total = new Money(free ? 0 : Dues, "usd");
        var paid = free || charge is not null;
        _invoices.Add(new InvoiceState
        {
            Id = id,
            Number = $"A-{_invoices.Count + 1:0000}",
            Status = paid ? "paid" : "open",
            SubscriptionId = Subscription.Id,
            BillingReason = reason,
            Total = total,
            Paid = paid ? total : total with { MinorUnits = 0 },
            Created = Now,
            PaidAt = paid ? Now : null,
            Payments = charge is null ? [] : [new InvoicePaymentState($"inpay_{Tag}{_invoices.Count + 1}", "paid", total, Now, charge.PaymentIntentId)],
            Lines = [new InvoiceLineState(item.PriceId, total, item.PeriodStart, item.PeriodEnd, IsSubscription: true, Description: "Annual dues")],
        });
    }

    public void RenewPeriod()
    {
        var item = Subscription!.Items[0];
        Change(subscription => subscription with { Items = [item with { PeriodStart = item.PeriodEnd, PeriodEnd = item.PeriodEnd.AddYears(1) }] });
    }

    public void Renew()
    {
        RenewPeriod();
        Bill("subscription_cycle", ChargeAlone(Dues));
    }

    public void FailRenewal()
    {
        RenewPeriod();
        Bill("subscription_cycle", null);
        Change(subscription => subscription with { Status = "past_due" });
    }

    public void Repair()
    {
        var open = _invoices.FindIndex(invoice => invoice.Status == "open");
        if (open < 0)
            return;

        var charge = ChargeAlone(Dues);
        var invoice = _invoices[open];
        _invoices[open] = invoice with
        {
            Status = "paid",
            Paid = invoice.Total,
            PaidAt = Now,
            Payments = [new InvoicePaymentState($"inpay_{Tag}{open + 1}", "paid", invoice.Total, Now, charge.PaymentIntentId)],
        };
        Change(subscription => subscription with { Status = "active" });
    }

    public void Refund(string chargeId, long amount, string status = "succeeded")
    {
        var index = _charges.FindIndex(charge => charge.Id == chargeId);
        var charge = _charges[index];
        _charges[index] = charge with { Refunds = [.. charge.Refunds, new RefundState($"re_{chargeId}_{charge.Refunds.Count + 1}", status, new Money(amount, "usd"), Now)] };
    }

    public void Dispute(string chargeId) => _disputes.Add(new DisputeState($"dp_{Tag}{_disputes.Count + 1}", chargeId, "needs_response", _charges.Single(charge => charge.Id == chargeId).Amount, Now, "fraudulent"));

    public void Decide(string disputeId, string status)
    {
        var index = _disputes.FindIndex(dispute => dispute.Id == disputeId);
        _disputes[index] = _disputes[index] with { Status = status };
    }

    public void Change(Func<SubscriptionState, SubscriptionState> change) => _subscriptions[^1] = change(_subscriptions[^1]);

    public void End(string reason = "cancellation_requested") =>
        Change(subscription => subscription with { Status = "canceled", CanceledAt = Now, EndedAt = Now, CancellationReason = reason });
}
