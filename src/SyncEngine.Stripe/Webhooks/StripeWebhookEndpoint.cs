using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace SyncEngine.Stripe.Webhooks;

/// <summary>From HTTP to the inbox and back: 200 once stored, 4xx with a reason for what is not Stripe's, 503 for a database that is away.</summary>
internal sealed class StripeWebhookEndpoint(IStripeWebhookInbox inbox, SourceLimiter limiter, IOptions<StripeMembershipOptions> options)
{
    public async Task<IResult> HandleAsync(HttpRequest request)
    {
        var source = request.HttpContext.Connection.RemoteIpAddress;
        if (limiter.IsBeyond(source))
        {
            request.HttpContext.Response.Headers.RetryAfter = "60";
            return Refuse(StatusCodes.Status429TooManyRequests, "too many rejected deliveries from this address");
        }

        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return Reject(source, StatusCodes.Status415UnsupportedMediaType, "a delivery is application/json");

        var max = options.Value.MaxWebhookBytes;
        if (request.ContentLength > max || await ReadAsync(request, max) is not { } body)
            return Reject(source, StatusCodes.Status413PayloadTooLarge, $"a delivery has at most {max} bytes");

        string? signature = request.Headers["Stripe-Signature"];
        try
        {
            var receipt = await inbox.ReceiveAsync(body, signature, request.HttpContext.RequestAborted);
            return receipt.Outcome switch
            {
                WebhookOutcome.Stored or WebhookOutcome.Duplicate => Results.Ok(),
                WebhookOutcome.NotConfigured => Refuse(StatusCodes.Status404NotFound, receipt.Reason!),
                _ => Reject(source, StatusCodes.Status400BadRequest, receipt.Reason!),
            };
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException or InvalidOperationException)
        {
            // Not stored: Stripe delivers again.
            return Refuse(StatusCodes.Status503ServiceUnavailable, "it could not be stored; deliver it again");
        }
    }

    private IResult Reject(System.Net.IPAddress? source, int status, string reason)
    {
        limiter.Reject(source);
        return Refuse(status, reason);
    }

    private static IResult Refuse(int status, string reason) => Results.Problem(statusCode: status, title: "Not taken", detail: reason);

    // Null when it is longer; what is beyond is not read.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int max)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(request.ContentLength ?? 4096, max) + 1);
        int read;
        while ((read = await request.Body.ReadAsync(buffer.GetMemory(4096), request.HttpContext.RequestAborted)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > max)
                return null;
        }

        return buffer.WrittenMemory;
    }
}
