using Connector.Stripe.Billing;
using Stripe;

namespace Connector.Stripe.Customers;

/// <summary>From the SDK's shapes to ours.</summary>
internal static class StateMapping
{
    public static SubscriptionState ToState(this Subscription subscription) => new()
    {
        Id = subscription.Id,
        Status = subscription.Status ?? "",
        Created = At(subscription.Created),
        Items = [.. (subscription.Items?.Data ?? []).Select(ToState)],
        CancelAt = At(subscription.CancelAt),
        CancelAtPeriodEnd = subscription.CancelAtPeriodEnd,
        CanceledAt = At(subscription.CanceledAt),
        CancellationReason = subscription.CancellationDetails?.Reason,
        EndedAt = At(subscription.EndedAt),
        TrialEnd = At(subscription.TrialEnd),
        PausedCollection = subscription.PauseCollection?.Behavior,
        ResumesAt = At(subscription.PauseCollection?.ResumesAt),
        PaymentMethod = subscription.DefaultPaymentMethod?.ToState(),
        LatestInvoiceId = subscription.LatestInvoiceId,
        Metadata = subscription.Metadata ?? [],
    };

    public static InvoiceState ToState(this Invoice invoice) => new()
    {
        Id = invoice.Id ?? "",
        Number = invoice.Number,
        Status = invoice.Status ?? "",
        SubscriptionId = invoice.Parent?.SubscriptionDetails?.SubscriptionId,
        BillingReason = invoice.BillingReason,
        Total = new Money(invoice.Total, invoice.Currency),
        Paid = new Money(invoice.AmountPaid, invoice.Currency),
        Created = At(invoice.Created),
        PaidAt = At(invoice.StatusTransitions?.PaidAt),
        AttemptCount = invoice.AttemptCount,
        NextAttempt = At(invoice.NextPaymentAttempt),
        HostedUrl = invoice.HostedInvoiceUrl,
        Pdf = invoice.InvoicePdf,
        Payments = [.. (invoice.Payments?.Data ?? []).Select(ToState)],
        Lines = [.. (invoice.Lines?.Data ?? []).Select(ToState)],
    };

    public static InvoiceLineState ToState(this InvoiceLineItem line) => new(
        line.Pricing?.PriceDetails?.PriceId,
        new Money(line.Amount, line.Currency),
        At(line.Period?.Start) ?? DateTimeOffset.UnixEpoch,
        At(line.Period?.End) ?? DateTimeOffset.UnixEpoch,
        line.Parent?.SubscriptionItemDetails is not null || line.Parent?.Type == "subscription_item_details",
        line.Parent?.SubscriptionItemDetails?.Proration ?? line.Parent?.InvoiceItemDetails?.Proration ?? false,
        line.Description);

    public static ChargeState ToState(this Charge charge) => new()
    {
        Id = charge.Id,
        PaymentIntentId = charge.PaymentIntentId,
        Status = charge.Status ?? "",
        Amount = new Money(charge.AmountCaptured > 0 ? charge.AmountCaptured : charge.Amount, charge.Currency),
        Created = At(charge.Created),
        IsDisputed = charge.Disputed,
        Description = charge.Description,
        FailureMessage = charge.FailureMessage,
        Metadata = charge.Metadata ?? [],
        Refunds = [.. (charge.Refunds?.Data ?? []).Select(ToState)],
    };

    public static RefundState ToState(this Refund refund) =>
        new(refund.Id, refund.Status ?? "", new Money(refund.Amount, refund.Currency), At(refund.Created), refund.Reason);

    public static DisputeState ToState(this Dispute dispute) =>
        new(dispute.Id, dispute.ChargeId, dispute.Status ?? "", new Money(dispute.Amount, dispute.Currency), At(dispute.Created), dispute.Reason);

    public static PaymentMethodState ToState(this PaymentMethod method) => new(
        method.Id, method.Type ?? "",
        method.Card?.Brand ?? method.UsBankAccount?.BankName,
        method.Card?.Last4 ?? method.UsBankAccount?.Last4,
        (int?)method.Card?.ExpYear, (int?)method.Card?.ExpMonth);

    // The SDK gives UTC.
    public static DateTimeOffset At(DateTime moment) => new(DateTime.SpecifyKind(moment, DateTimeKind.Utc));

    public static DateTimeOffset? At(DateTime? moment) => moment is { } known ? At(known) : null;

    private static SubscriptionItemState ToState(SubscriptionItem item) => new(
        item.Id, item.Price?.Id ?? "", item.Price?.LookupKey,
        item.Price is { UnitAmount: { } amount, Currency: { } currency } ? new Money(amount, currency) : null,
        item.Quantity, At(item.CurrentPeriodStart), At(item.CurrentPeriodEnd));

    private static InvoicePaymentState ToState(InvoicePayment payment) => new(
        payment.Id, payment.Status ?? "", new Money(payment.AmountPaid ?? 0, payment.Currency), At(payment.StatusTransitions?.PaidAt),
        payment.Payment?.PaymentIntentId, payment.Payment?.ChargeId);
}
