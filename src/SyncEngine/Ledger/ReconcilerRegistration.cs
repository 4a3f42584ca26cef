namespace SyncEngine.Ledger;

/// <summary>A kind and how to make its reconciler, in a scope of its own for each batch.</summary>
internal sealed record ReconcilerRegistration(string Kind, Func<IServiceProvider, IReconciler> Create);
