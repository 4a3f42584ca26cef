namespace Connector.Stripe.Billing;

/// <summary>One dispute.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChargeId">The charge in question.</param>
/// <param name="Status"><c>needs_response</c>, <c>under_review</c>, <c>won</c>, <c>lost</c>, <c>warning_…</c> (no money moved yet), <c>prevented</c>.</param>
/// <param name="Amount">How much.</param>
/// <param name="Created">When it was opened.</param>
/// <param name="Reason">Stripe's word for why.</param>
public sealed record DisputeState(string Id, string ChargeId, string Status, Money Amount, DateTimeOffset Created, string? Reason = null);
