using Connector.Stripe.Billing;

namespace Connector.Stripe.Reconciliation;

/// <summary>A charge and whose it is.</summary>
/// <param name="CustomerId">The customer; null for a guest's.</param>
/// <param name="Charge">The charge.</param>
public sealed record CustomerCharge(string? CustomerId, ChargeState Charge);
