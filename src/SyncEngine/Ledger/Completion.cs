using SyncEngine.Storage;

namespace SyncEngine.Ledger;

/// <summary>How a claimed key ends, and what is written in the same transaction.</summary>
/// <param name="Item">The claimed key.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record Completion(WorkItem Item, Outcome Outcome)
{
    /// <summary>Writes that commit together with the completion, or not at all.</summary>
    public Func<IStoreTransaction, CancellationToken, Task>? Writes { get; init; }

    /// <summary>
    /// True for writes that a newer local edit would make wrong, such as applying a remote value: they happen only if the key
    /// has not been marked since it was claimed, folded or not. Default false.
    /// </summary>
    public bool OnlyIfUnchanged { get; init; }

    /// <summary>What is written in the place of <see cref="Writes"/> when <see cref="OnlyIfUnchanged"/> holds them back: what is true all the same, such as what was sent.</summary>
    public Func<IStoreTransaction, CancellationToken, Task>? WritesIfMarked { get; init; }
}
