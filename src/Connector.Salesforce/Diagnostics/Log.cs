using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Diagnostics;

/// <summary>What the connector logs: never a body, a query or a token.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Salesforce {Method} {Path} answered {Status} in {Milliseconds} ms")]
    public static partial void Called(this ILogger logger, string method, string path, int status, double milliseconds);
}
