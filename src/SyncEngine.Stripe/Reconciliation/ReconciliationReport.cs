using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>What a comparison found.</summary>
/// <param name="From">Payments not before this.</param>
/// <param name="To">And before this.</param>
/// <param name="ComparedAt">When it was made.</param>
/// <param name="Payments">How many payments of ours there are in the period.</param>
/// <param name="Totals">What is left of them after reversals, per currency.</param>
/// <param name="Strangers">Charges in the account that are of no payer of this site's; no difference, but good to know.</param>
/// <param name="Differences">What does not agree; empty when all does.</param>
public sealed record ReconciliationReport(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset ComparedAt, int Payments, IReadOnlyList<Money> Totals, int Strangers, IReadOnlyList<Difference> Differences);
