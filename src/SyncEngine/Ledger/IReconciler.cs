using SyncEngine.Model;

namespace SyncEngine.Ledger;

/// <summary>
/// Makes one kind of key agree: it reads the present truth on all sides, plans, acts, and completes. It must be idempotent:
/// a crash at any point means that the same keys are handed out again. A site adds kinds of its own by registering more of them.
/// </summary>
public interface IReconciler
{
    /// <summary>The kind it takes (<see cref="WorkKey.Kind"/>). One reconciler a kind.</summary>
    string Kind { get; }

    /// <summary>The most keys it wants at once.</summary>
    int MaxBatchSize { get; }

    /// <summary>The most keys it wants at once from one lane. Default <see cref="MaxBatchSize"/>; more are claimed in several steps, so that no other writer waits for long.</summary>
    int MostAtOnce(Lane lane) => MaxBatchSize;

    /// <summary>
    /// Reconciles the claimed keys and completes each through <paramref name="batch"/>, in one or several steps.
    /// Keys left uncompleted when it returns or throws are failed as transient with the exception's reason.
    /// </summary>
    Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken);
}
