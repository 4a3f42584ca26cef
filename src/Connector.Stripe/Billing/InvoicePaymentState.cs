namespace Connector.Stripe.Billing;

/// <summary>One payment of an invoice.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>open</c>, <c>paid</c>, <c>canceled</c>.</param>
/// <param name="Amount">What was paid.</param>
/// <param name="PaidAt">When; null while it is open.</param>
/// <param name="PaymentIntentId">How; null when it was not by a payment intent.</param>
/// <param name="ChargeId">The charge, where it was one directly.</param>
public sealed record InvoicePaymentState(
    string Id, string Status, Money Amount, DateTimeOffset? PaidAt, string? PaymentIntentId, string? ChargeId = null);
