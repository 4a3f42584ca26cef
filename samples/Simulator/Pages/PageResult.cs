using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Simulator.Pages;

/// <summary>A page rendered on the server, whole. Needs none of what interactive components bring along.</summary>
internal sealed class PageResult(Type page, Dictionary<string, object?> parameters) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync(page, ParameterView.FromDictionary(parameters))).ToHtmlString());
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
    }
}
