namespace MemberPortal.Hosting;

/// <summary>
/// Fonts are kept by the browser for a year. The style sheet names them without a hash, so they would be asked about on each page,
/// and a page that waits for a font is drawn without it. A changed font gets a new name.
/// </summary>
internal static class LastingFonts
{
    public static IApplicationBuilder UseLastingFonts(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/fonts"))
            context.Response.OnStarting(Keep, context.Response);
        return next(context);
    });

    private static Task Keep(object state)
    {
        var response = (HttpResponse)state;
        if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Task.CompletedTask;
    }
}
