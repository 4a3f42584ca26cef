namespace SyncEngine;

/// <summary>Whether a person's request was carried out.</summary>
/// <param name="IsDone">True when it was.</param>
/// <param name="Reason">Otherwise: why not, in plain words.</param>
public sealed record EditResult(bool IsDone, string? Reason = null)
{
    internal static EditResult Done { get; } = new(true);

    internal static EditResult Refused(string reason) => new(false, reason);
}
