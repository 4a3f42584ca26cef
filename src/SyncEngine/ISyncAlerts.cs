namespace SyncEngine;

/// <summary>Tells somebody what cannot mend itself. A site substitutes its own; the default writes a warning to the log.</summary>
public interface ISyncAlerts
{
    /// <summary>A scope was paused: told once, when it begins.</summary>
    Task PausedAsync(ScopePause pause, CancellationToken cancellationToken = default);

    /// <summary>Something else that a person should know: told once, or as a digest. The default does nothing.</summary>
    Task RaisedAsync(SyncAlert alert, CancellationToken cancellationToken = default) => Task.CompletedTask;
}
