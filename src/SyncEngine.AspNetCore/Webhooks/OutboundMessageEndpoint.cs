using System.Security.Cryptography;
using System.Text;
using Connector.Salesforce;
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

        if (await OutboundMessage.ReadAsync(context.Request.Body, context.RequestAborted) is not { } message)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "This is no outbound message of Salesforce.");
            return;
        }

        if (message.Organization != _organization)
        {
            logger.ForeignOrganization(message.Organization.Value);
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This org may not send here.");
            return;
        }

        try
        {
            var marks = context.RequestServices.GetRequiredService<ISyncMarks>();
            foreach (var changed in message.Changes.GroupBy(change => change.Object))
                await marks.MarkRemoteAsync(changed.Key, [.. changed.Select(change => change.Id.Value).Distinct()], new Cause("webhook", "outbound-message"), context.RequestAborted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.MessageNotTaken(exception);
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Not taken just now; send it again.");
            return;
        }

        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(OutboundMessage.Acknowledged, context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
