using SyncEngine.Model;

namespace SyncEngine.Ledger;

/// <summary>A key that this host has claimed: nobody else works on it until it is completed or its lease runs out.</summary>
/// <param name="Key">What to reconcile.</param>
/// <param name="Lane">The lane it was claimed from.</param>
/// <param name="Generation">How often it had been marked when it was claimed.</param>
/// <param name="LeaseToken">The fencing token: random, new at each claim.</param>
/// <param name="Attempt">1 on the first try since the last success.</param>
/// <param name="Cause">The latest cause, for the journal.</param>
/// <param name="Fields">Names of the mapped fields that the marks say changed; empty when they do not say.</param>
/// <param name="FirstMarkedAt">When the oldest mark behind this work was made, by the database's clock.</param>
public sealed record WorkItem(
    WorkKey Key,
    Lane Lane,
    long Generation,
    Guid LeaseToken,
    int Attempt,
    Cause Cause,
    IReadOnlyList<string> Fields,
    DateTimeOffset FirstMarkedAt)
{
    /// <summary>When the site itself last edited it, as far as the marks behind this work tell; null when they were all made by others.</summary>
    public DateTimeOffset? EditedAt { get; init; }
}
