using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>Changes of work rows that several parts of the ledger make.</summary>
internal static class WorkRows
{
    /// <summary>Lets the keys of a scope that wait after a failure be taken up at once.</summary>
    public static Task<int> MakeDueAsync(this IStoreTransaction store, string scope, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            $"UPDATE sync_work SET due_at = @now WHERE scope = @scope AND state = {(int)WorkState.Ready} AND failure IS NOT NULL AND due_at > @now",
            cancellationToken, ("@scope", scope), ("@now", store.Now.ToUnixTimeMilliseconds()));
}
