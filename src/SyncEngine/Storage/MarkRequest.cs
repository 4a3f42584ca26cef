using SyncEngine.Model;

namespace SyncEngine.Storage;

/// <summary>A wish that a key be looked at.</summary>
/// <param name="Key">The key.</param>
/// <param name="Lane">Which lane it waits in; of several marks the most urgent one counts.</param>
/// <param name="Cause">Who or what asked, for the journal.</param>
/// <param name="Fields">Names of the mapped fields that changed, or null when unknown.</param>
public sealed record MarkRequest(WorkKey Key, Lane Lane, Cause Cause, IReadOnlyList<string>? Fields = null)
{
    /// <summary>
    /// Not before this long from now, by the database's clock; the key is then due at once, also when it was reconciled in between.
    /// Default: now, after the debounce. Zero skips the debounce.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    // As the mark's row has them.
    internal string? FieldList => Fields is { Count: > 0 } fields ? string.Join(',', fields) : null;
}
