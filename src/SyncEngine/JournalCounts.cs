namespace SyncEngine;

/// <summary>What the engine did in one span of time, counted.</summary>
/// <param name="From">The span's beginning.</param>
/// <param name="Agreed">Runs that ended in agreement: created, adopted, updated, taken over, or found equal.</param>
/// <param name="Failed">Runs that were dead-lettered or asked a person.</param>
/// <param name="Retried">Runs that will be tried again or began to wait.</param>
/// <param name="Waits">Of those in agreement, how many had waited since their oldest mark for less than each of <see cref="WaitBounds"/>, and last the others.</param>
public sealed record JournalCounts(DateTimeOffset From, long Agreed, long Failed, long Retried, IReadOnlyList<long> Waits)
{
    /// <summary>The upper bounds by which waits are counted.</summary>
    public static IReadOnlyList<TimeSpan> WaitBounds { get; } =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)];
}
