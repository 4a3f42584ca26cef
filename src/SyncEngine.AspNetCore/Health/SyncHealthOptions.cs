namespace SyncEngine.AspNetCore.Health;

/// <summary>When the engine's health counts as degraded. A degraded site still answers 200: it works, and somebody should look.</summary>
public sealed class SyncHealthOptions
{
    /// <summary>The age of the oldest unanswered edit from which a lane counts as late. Default 5 minutes.</summary>
    public TimeSpan MaxBacklogAge { get; set; } = TimeSpan.FromMinutes(5);
}
