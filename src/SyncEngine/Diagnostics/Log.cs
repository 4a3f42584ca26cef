using Microsoft.Extensions.Logging;
using SyncEngine.Model;

namespace SyncEngine.Diagnostics;

/// <summary>What the engine logs: scopes and reasons, never a value or a person.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Scope} is paused: {Reason} {Hint}")]
    public static partial void ScopePaused(this ILogger logger, string scope, string reason, string hint);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "A key of {Scope} failed at try {Attempt} ({Class}): {Reason}")]
    public static partial void KeyFailed(this ILogger logger, string scope, int attempt, FailureClass @class, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The reconciler of {Kind} threw; its keys will be tried again")]
    public static partial void ReconcilerThrew(this ILogger logger, string kind, Exception exception);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "The site's database is away; the worker tries again")]
    public static partial void StoreAway(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 20, Level = LogLevel.Error, Message = "Version {Version} of the mapping {Mapping} does not fit this host's code and is not in force here: {Faults}")]
    public static partial void MappingDoesNotFit(this ILogger logger, string mapping, int version, string faults);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "The site did not take what Salesforce has for a record of {Scope}")]
    public static partial void SiteRefused(this ILogger logger, string scope, Exception exception);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "The job {Job} failed and is tried again")]
    public static partial void JobFailed(this ILogger logger, string job, Exception exception);

    [LoggerMessage(EventId = 9, Level = LogLevel.Information, Message = "{Count} records of {Mapping} go to Salesforce by the bulk job {Job}")]
    public static partial void JobCarries(this ILogger logger, int count, string mapping, string job);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "An alert could not be queued as a mail; the log and the control room have it")]
    public static partial void AlertNotQueued(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "{Kind}: {Message}")]
    public static partial void AlertRaised(this ILogger logger, AlertKind kind, string message);
}
