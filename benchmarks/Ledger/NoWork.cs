using SyncEngine.Ledger;

namespace Benchmarks.Ledger;

/// <summary>A reconciler that finds everything in agreement: what is left is the ledger's own cost.</summary>
internal sealed class NoWork(NoWorkCounter counter) : IReconciler
{
    public const string KindName = "nowork";

    public string Kind => KindName;

    public int MaxBatchSize => NoWorkCounter.BatchSize;

    public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
    {
        await batch.CompleteAsync([.. batch.Items.Select(item => new Completion(item, Outcome.Completed))], cancellationToken);
        counter.Add(batch.Items.Count);
    }
}
