using Microsoft.Extensions.Logging;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "{Refusal}")]
    public static partial void Refused(this ILogger logger, string refusal);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The sync control room has no authorization policy; it is open because this is Development, from this machine only")]
    public static partial void OpenInDevelopment(this ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The control room's {Path} could not be served")]
    public static partial void PageFailed(this ILogger logger, string path, Exception exception);
}
