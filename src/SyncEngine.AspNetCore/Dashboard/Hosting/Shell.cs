using Microsoft.AspNetCore.Http;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>The frame around each page.</summary>
internal static class Shell
{
    // Nothing inline and nothing from elsewhere; a site's stricter policy of its own is kept.
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    // Each with the beginnings of the paths that belong to it.
    private static readonly (string Path, string Text, string[] Within)[] Rooms =
    [
        ("/", "Overview", []), ("/journal", "Journal", ["/record", "/field", "/decision"]), ("/failures", "Failures", []), ("/conflicts", "Decisions", ["/matches"]), ("/bulk", "Bulk", ["/run"]),
        ("/mappings", "Mappings", ["/mapping"]), ("/checks", "Checks", []), ("/inbox", "Inbox", []), ("/audit", "Audit", []),
    ];

    public static Task WriteAsync(DashboardRequest request, PageView page, bool isOpen)
    {
        var response = request.Http.Response;
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.ContentSecurityPolicy = response.Headers.ContentSecurityPolicy is { Count: > 0 } own ? own : ContentSecurityPolicy;
        return response.WriteAsync(Frame(request, page, isOpen).ToString(), request.Aborted);
    }

    private static Html Frame(DashboardRequest request, PageView page, bool isOpen) => Html.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{page.Title} · {request.Options.Title}</title>
        <link rel="icon" href="{request.Url(AssetStore.Icon.Path)}">
        <link rel="stylesheet" href="{request.Url(AssetStore.Style.Path)}">
        {Html.If(request.Options.StyleSheet is not null, $"""<link rel="stylesheet" href="{request.SiteUrl(request.Options.StyleSheet ?? "")}">""")}
        <script type="module" src="{request.Url(AssetStore.Script.Path)}"></script>
        </head>
        <body class="sync">
        <a class="sync-skip" href="#content">Skip to the content</a>
        <header class="sync-header">
        <div class="sync-bar"><a class="sync-brand" href="{request.Url("/")}">{request.Options.Title}</a>
        {Html.If(request.Options.HomeUrl is not null, $"""<a class="sync-home" href="{request.SiteUrl(request.Options.HomeUrl ?? "")}">Back to the site</a>""")}</div>
        <nav aria-label="Control room"><ul class="sync-nav">{Rooms.Select(room => Tab(request, room.Path, room.Text, room.Within))}</ul></nav>
        </header>
        <main id="content" class="sync-main" tabindex="-1">
        {Html.If(isOpen, $"""<p class="sync-notice sync-warning">Anybody on this machine may enter: no authorization policy is set, and this is Development. Elsewhere the room stays shut until <code>RequireAuthorization</code> names one.</p>""")}
        <h1>{page.Title}</h1>
        {Notice(request)}
        {page.Body}
        </main>
        </body>
        </html>
        """);

    private static Html Tab(DashboardRequest request, string path, string text, string[] within)
    {
        var isCurrent = path == "/" ? request.Path == "/" : within.Append(path).Any(known => request.Path.StartsWith(known, StringComparison.Ordinal));
        return Html.Of($"""<li><a href="{request.Url(path)}"{Html.If(isCurrent, $" aria-current=\"page\"")}>{text}</a></li>""");
    }

    private static Html Notice(DashboardRequest request) =>
        Sentences.For(request.Query("said"), long.TryParse(request.Query("count"), out var count) ? count : 1) is { } said
            ? Html.Of($"""<p class="sync-notice {(said.Tone == Tone.Good ? "sync-good" : "sync-quiet")}" role="status">{said.Text}</p>""")
            : Html.Empty;
}
