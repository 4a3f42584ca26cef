using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>Maps the room's pages and actions: a page is a GET that gives a view, an action a POST whose token is checked and that ends in a redirect.</summary>
internal sealed class DashboardRoutes(IEndpointRouteBuilder group, SyncDashboardOptions options, FormProtection protection, PolicyGuard guard, ILogger logger)
{
    public void Page(string path, Func<DashboardRequest, Task<PageView>> handle) =>
        group.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(Request(context, path), async request => await ShowAsync(request, await handle(request))))
            .WithDisplayName($"Sync control room {path}");

    public void Action(string path, Func<DashboardRequest, IFormCollection, Task<ActionResult?>> handle) =>
        group.MapPost(path, context => ServeAsync(Request(context, path), async request =>
        {
            if (!await IsOursAsync(context))
            {
                await ShowAsync(request, Refused("This form was not sent from this page", "It may have been open for too long, or you signed in anew since. Nothing was changed: go back, load the page again and repeat it."));
                return;
            }

            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (await handle(request, form) is not { } result)
            {
                await ShowAsync(request, Refused("This form is incomplete", "Nothing was changed: go back, load the page again and repeat it."));
                return;
            }

            if (result.View is { } view)
            {
                await ShowAsync(request, view);
                return;
            }

            // Back only within the room: the field is the sender's word.
            var to = result.To ?? (form["back"].ToString() is { } back && IsWithin(request, back) ? back : request.Url("/"));
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = QueryHelpers.AddQueryString(
                to, new Dictionary<string, string?> { ["said"] = result.Said, ["count"] = result.Count.ToString(CultureInfo.InvariantCulture) });
        })).WithDisplayName($"Sync control room {path}");

    /// <summary>A GET that answers in its own way: a file, a redirect.</summary>
    public void Raw(string path, Func<DashboardRequest, Task> handle) =>
        group.MapGet(path, context => ServeAsync(Request(context, path), handle)).WithDisplayName($"Sync control room {path}");

    public Task ShowAsync(DashboardRequest request, PageView page) => Shell.WriteAsync(request, page, guard.IsOpen);

    private DashboardRequest Request(HttpContext context, string path) => new(context, path, options, protection);

    private async Task ServeAsync(DashboardRequest request, Func<DashboardRequest, Task> handle)
    {
        try
        {
            await handle(request);
        }
        catch (OperationCanceledException) when (request.Aborted.IsCancellationRequested)
        {
            // The browser has gone; nobody waits for an answer.
        }
        catch (Exception exception) when (!request.Http.Response.HasStarted)
        {
            logger.PageFailed(request.Path, exception);
            await ShowAsync(request, new PageView("This page cannot be shown just now", Html.Of(
                $"""
                <p>The site's database did not answer as it should, or its tables are not installed. The host's log has the details; nothing was lost.</p>
                <p><a class="sync-button" href="{request.Url("/")}">Try again</a></p>
                """), StatusCodes.Status503ServiceUnavailable));
        }
    }

    private async Task<bool> IsOursAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType && await protection.IsValidAsync(context) && await context.Request.ReadFormAsync(context.RequestAborted) is not null;
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return false;
        }
    }

    private static PageView Refused(string title, string text) => new(title, Html.Of($"<p>{text}</p>"), StatusCodes.Status400BadRequest);

    private static bool IsWithin(DashboardRequest request, string url)
    {
        var root = request.Url("/");
        return url.StartsWith(root, StringComparison.Ordinal) && !url.StartsWith("//", StringComparison.Ordinal) && url.All(letter => letter is > ' ' and <= '~' and not '\\')
            && (url.Length == root.Length || root.EndsWith('/') || url[root.Length] is '/' or '?');
    }
}
