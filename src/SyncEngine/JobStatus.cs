namespace SyncEngine;

/// <summary>How one of the engine's jobs stands: polls, sweeps, feeds, house-keeping.</summary>
/// <param name="Name"><c>poll:Member</c>, <c>sweep:Member</c>, <c>feed:NAME</c>, <c>retention</c>.</param>
/// <param name="IsRunning">Whether a host has it now.</param>
/// <param name="NextAt">When it runs next; null for not by itself.</param>
/// <param name="LastOkAt">When it last ended well; null when never.</param>
/// <param name="Failure">Why it ended badly the last time; null when it did not.</param>
/// <param name="Report">What it last found, in plain words; null when nothing was told.</param>
public sealed record JobStatus(string Name, bool IsRunning, DateTimeOffset? NextAt, DateTimeOffset? LastOkAt, string? Failure, string? Report)
{
    /// <summary>The last sign of life: while it runs, when its host last said so; otherwise when it last ended well. Null when never.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; } = LastOkAt;
}
