using Microsoft.Extensions.Logging;

namespace SyncEngine.Diagnostics;

internal sealed class LoggedAlerts(ILogger<LoggedAlerts> logger) : ISyncAlerts
{
    public Task PausedAsync(ScopePause pause, CancellationToken cancellationToken = default)
    {
        logger.ScopePaused(pause.Scope, pause.Failure.Reason, pause.Failure.Hint ?? "");
        return Task.CompletedTask;
    }

    public Task RaisedAsync(SyncAlert alert, CancellationToken cancellationToken = default)
    {
        logger.AlertRaised(alert.Kind, alert.Message);
        return Task.CompletedTask;
    }
}
