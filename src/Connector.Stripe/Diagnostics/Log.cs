using Microsoft.Extensions.Logging;

namespace Connector.Stripe.Diagnostics;

/// <summary>What the connector logs: never a body, a key, a name or an address.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Stripe {Operation} failed: {Failure} ({Status}, {Code}), request {RequestId}")]
    public static partial void CallFailed(this ILogger logger, string operation, StripeFailure failure, int? status, string? code, string? requestId);
}
