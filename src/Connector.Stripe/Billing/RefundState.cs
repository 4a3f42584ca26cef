namespace Connector.Stripe.Billing;

/// <summary>One refund.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c>, <c>canceled</c>.</param>
/// <param name="Amount">How much went back.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Reason">Stripe's word for why; null when none was given.</param>
public sealed record RefundState(string Id, string Status, Money Amount, DateTimeOffset Created, string? Reason = null);
