using System.Security.Cryptography;
using System.Text;
using Connector.Salesforce;
using Connector.Salesforce.OutboundMessages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Webhooks;

/// <summary>
/// Takes outbound messages: checks who sends, marks the records as changed, and acknowledges once the marks are committed. Without an
/// acknowledgement Salesforce repeats for 24 hours, so a database that is away loses nothing; duplicates and any order do no harm.
/// </summary>
internal sealed class OutboundMessageEndpoint(SalesforceMessageOptions options, ILogger logger)
{
    private readonly byte[] _secret = SHA256.HashData(Encoding.UTF8.GetBytes(options.Secret!));
    private readonly SalesforceId _organization = SalesforceId.Parse(options.OrganizationId!, null);

    public async Task HandleAsync(HttpContext context)
    {
        // Over digests of equal length: the comparison tells nothing of the secret, not even its length. A wrong one learns that there is nothing here.
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.RouteValues["secret"] as string ?? ""));
        if (!CryptographicOperations.FixedTimeEquals(given, _secret))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        OutboundMessage message;
        try
        {
            message = await OutboundMessage.ReadAsync(context.Request.Body, _organization, context.RequestAborted);
        }
        catch (OutboundMessageException refused)
        {
            logger.MessageRefused(refused.Message);
            await RefuseAsync(context, StatusCodes.Status400BadRequest, refused.Message);
            return;
        }

        try
        {
            var marks = context.RequestServices.GetRequiredService<ISyncMarks>();
            foreach (var changed in message.Notifications.GroupBy(notification => notification.Record.Type))
                await marks.MarkRemoteAsync(changed.Key, [.. changed.Select(notification => notification.Record.Id!.Value.Value).Distinct()], new Cause("webhook", "outbound-message"), context.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.MessageNotTaken(exception);
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Not taken just now; send it again.");
            return;
        }

        context.Response.ContentType = OutboundAcknowledgement.ContentType;
        await context.Response.WriteAsync(OutboundAcknowledgement.Taken, context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
