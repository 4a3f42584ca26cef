using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Events.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Listening to {Topic} of Salesforce org {Org}")]
    public static partial void Listening(this ILogger logger, string topic, string org);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The stream of {Topic} ended ({Reason}); it is opened again in {Delay}, attempt {Attempt}")]
    public static partial void Reconnecting(this ILogger logger, string topic, string reason, TimeSpan delay, int attempt);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "An event of {Topic} at {ReplayId} could not be decoded with schema {SchemaId}: {Reason}")]
    public static partial void Undecodable(this ILogger logger, string topic, ReplayId replayId, string schemaId, string reason);
}
