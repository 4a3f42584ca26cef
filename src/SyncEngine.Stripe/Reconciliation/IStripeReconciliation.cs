namespace SyncEngine.Stripe.Reconciliation;

/// <summary>Holds Stripe, the facts, the site's rows and Salesforce against each other, both ways, and sets right what can be set right safely.</summary>
public interface IStripeReconciliation
{
    /// <summary>Compares a period. It reads and changes nothing.</summary>
    /// <param name="from">Payments not before this.</param>
    /// <param name="until">And before this.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<ReconciliationReport> CompareAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Carries out a difference's repair. The same again does no harm.</summary>
    /// <returns>False when it has none.</returns>
    Task<bool> RepairAsync(Difference difference, Model.Cause cause, CancellationToken cancellationToken = default);

    /// <summary>The latest comparison that was kept; null when there was none.</summary>
    Task<ReconciliationReport?> FindLatestAsync(CancellationToken cancellationToken = default);

    /// <summary>Compares, carries out all repairs, and keeps the report: what the nightly run does.</summary>
    Task<ReconciliationReport> RunAsync(DateTimeOffset from, DateTimeOffset until, Model.Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Writes a period's payments and reversals as CSV (RFC 4180, UTF-8), one line each, for accounting.</summary>
    Task ExportAsync(TextWriter writer, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default);
}
