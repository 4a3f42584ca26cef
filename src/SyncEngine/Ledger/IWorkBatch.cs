namespace SyncEngine.Ledger;

/// <summary>Claimed keys of one kind, with their leases held and renewed until they are completed.</summary>
public interface IWorkBatch
{
    /// <summary>The claimed keys, payments first, each once.</summary>
    IReadOnlyList<WorkItem> Items { get; }

    /// <summary>
    /// Completes some of the keys in one transaction together with their writes. A key whose lease is no longer ours is skipped with its writes:
    /// somebody else has it. A completion that asks for it is skipped, and its key made due again, when the key was marked since it was claimed.
    /// </summary>
    /// <returns>For each completion, by index, whether it was taken.</returns>
    Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Completion> completions, CancellationToken cancellationToken);
}
