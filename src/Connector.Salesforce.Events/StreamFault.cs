using Grpc.Core;

namespace Connector.Salesforce.Events;

/// <summary>What an ended stream means: go on, go on with a new token, or tell the caller.</summary>
internal static class StreamFault
{
    private const string Prefix = "sfdc.platform.eventbus.grpc.";

    /// <summary>Salesforce's own code without its prefix; empty when the trailers have none.</summary>
    public static string Code(RpcException exception)
    {
        var code = exception.Trailers.GetValue("error-code") ?? "";
        return code.StartsWith(Prefix, StringComparison.Ordinal) ? code[Prefix.Length..] : code;
    }

    public static bool IsAuthentication(RpcException exception) =>
        Code(exception) is "service.auth.error" or "service.auth.refresh.invalid" || exception.StatusCode == StatusCode.Unauthenticated;

    /// <summary>The exception that ends the subscription; null when it is to go on.</summary>
    public static SalesforceException? Final(string topic, ReplayStart position, RpcException exception)
    {
        var code = Code(exception);
        var requestId = exception.Trailers.GetValue("rpc-id");
        switch (code)
        {
            case "subscription.fetch.replayid.corrupted" or "subscription.fetch.replayid.validation.failed":
                return new SalesforceReplayIdException(
                    $"Salesforce does not take the stored replay id of {topic} ({code}): it is older than 72 hours, or not of this topic. Backfill what changed since, then subscribe from the earliest.",
                    topic,
                    position.AfterId)
                { RequestId = requestId };
            case "subscription.limit.exceeded":
                return new SalesforceLimitException($"The org's allocation of events or subscriptions is used up ({code}).", isDaily: true) { RequestId = requestId };
            case "subscription.fetch.requested.events.invalid":
                return Failure();
        }

        return exception.StatusCode is StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.Unimplemented or StatusCode.FailedPrecondition
            ? Failure()
            : null;

        SalesforceException Failure() => new($"Salesforce refuses the subscription to {topic} ({(code.Length > 0 ? code : exception.StatusCode)}): does the topic exist, and may the integration user subscribe to it?")
        {
            Errors = [new SalesforceError(code.Length > 0 ? code : exception.StatusCode.ToString(), exception.Status.Detail, [])],
            RequestId = requestId,
        };
    }
}
