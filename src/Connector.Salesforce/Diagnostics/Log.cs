using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Diagnostics;

/// <summary>What the connector logs: never a body, a query, an external id or a token.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Salesforce {Operation} {Method} {Path}: {Outcome} ({Status}) after {Attempts} sendings in {Milliseconds} ms, request {RequestId}")]
    public static partial void Called(this ILogger logger, string operation, string method, string path, string outcome, int? status, int attempts, double milliseconds, string? requestId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The call log {CallLog} failed; the call itself is not affected")]
    public static partial void CallLogFailed(this ILogger logger, string callLog, Exception exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Signed in to Salesforce org {Org} at {Instance}")]
    public static partial void SignedIn(this ILogger logger, string org, string instance);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The shared token store failed; this host signs in by itself")]
    public static partial void TokenStoreFailed(this ILogger logger, Exception exception);
}
