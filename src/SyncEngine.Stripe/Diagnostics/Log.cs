using Microsoft.Extensions.Logging;

namespace SyncEngine.Stripe.Diagnostics;

/// <summary>What the package logs: never a body, a person or an amount.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Looking for memberships that time has changed, or the nightly comparison, failed; it is tried again in a minute")]
    public static partial void ClockFailed(this ILogger logger, Exception exception);
}
