using Microsoft.Extensions.Logging;

namespace SyncEngine.AspNetCore.Webhooks;

internal static partial class Log
{
    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "An outbound message was refused: {Reason}")]
    public static partial void MessageRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "An outbound message could not be taken; Salesforce will send it again")]
    public static partial void MessageNotTaken(this ILogger logger, Exception exception);
}
