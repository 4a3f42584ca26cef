using Microsoft.Extensions.Logging;
using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation.Hosting;

/// <summary>Brings what the engine logs into the history.</summary>
internal sealed class TraceLogger(World world, string host) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && (world.IsVerbose || logLevel >= LogLevel.Error);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning || world.IsVerbose)
            world.Tell($"{host} logs: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
    }

    public void Dispose()
    {
    }
}
