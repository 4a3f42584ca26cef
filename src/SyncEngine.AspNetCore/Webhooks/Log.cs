using Microsoft.Extensions.Logging;

namespace SyncEngine.AspNetCore.Webhooks;

internal static partial class Log
{
    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "An outbound message with the right secret came from org {Organization}, which is not the one in SyncEngine:OutboundMessages:OrganizationId; it was refused")]
    public static partial void ForeignOrganization(this ILogger logger, string organization);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "An outbound message could not be taken; Salesforce will send it again")]
    public static partial void MessageNotTaken(this ILogger logger, Exception exception);
}
