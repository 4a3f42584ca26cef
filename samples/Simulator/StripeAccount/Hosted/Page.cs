using System.Net;
using System.Text;

namespace Simulator.StripeAccount.Hosted;

/// <summary>The frame of the hosted pages: semantic HTML that works without scripts, a strict policy, light and dark.</summary>
internal static class Page
{
    public const string StylePath = "/simulator/stripe/style.css";

    /// <summary>For <c>form-action</c>: where a form's redirect may lead is the site's own affair.</summary>
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";

    public static string E(string? text) => WebUtility.HtmlEncode(text ?? "");

    public static async Task WriteAsync(HttpContext context, string title, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await context.Response.WriteAsync($"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{E(title)}</title>
              <link rel="icon" href="data:,">
              <link rel="stylesheet" href="{StylePath}">
            </head>
            <body>
            <header class="notice"><p>Stripe, simulated: no money moves here.</p></header>
            <main>
            {body}
            </main>
            </body>
            </html>
            """, Encoding.UTF8, context.RequestAborted);
    }

    public static Task MissingAsync(HttpContext context) =>
        WriteAsync(context, "Not found", "<h1>Not found</h1>\n<p>There is no such page in this account. Go back to the site that sent you here.</p>", 404);

    /// <summary>See Other: the browser follows with a GET.</summary>
    public static void Redirect(HttpContext context, string url)
    {
        context.Response.StatusCode = 303;
        context.Response.Headers.Location = url;
    }

    public static async Task StyleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/css; charset=utf-8";
        await context.Response.WriteAsync(Style, context.RequestAborted);
    }

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1a1f36; --paper: #fff; --soft: #f6f8fa; --line: #8792a2; --link: #4b45c6; --bad: #a3123a; --good: #0b6b3a; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --paper: #14161f; --soft: #1f2330; --line: #7d879c; --link: #a8a4ff; --bad: #ff9db3; --good: #7fdba6; } }
        * { box-sizing: border-box; }
        body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
        .notice p { margin: 0; }
        .notice { padding: .4rem 1rem; background: var(--soft); border-bottom: 1px solid var(--line); font-size: .875rem; text-align: center; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
        a { color: var(--link); }
        label { display: block; margin-top: .75rem; font-weight: 600; }
        input, select { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .375rem; padding: .5rem .6rem; min-height: 2.75rem; }
        input[type=radio] { width: auto; min-height: 0; margin-right: .4rem; }
        fieldset { border: 1px solid var(--line); border-radius: .375rem; margin: 1rem 0 0; padding: .5rem 1rem 1rem; }
        legend { font-weight: 600; }
        .choice { font-weight: 400; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
        button { font: inherit; font-weight: 600; color: #fff; background: #4b45c6; border: 0; border-radius: .375rem; padding: .65rem 1.1rem; margin-top: 1rem; min-height: 2.75rem; cursor: pointer; }
        button.quiet { color: var(--ink); background: var(--soft); border: 1px solid var(--line); }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .error { border-left: 4px solid var(--bad); background: var(--soft); padding: .5rem 1rem; color: var(--bad); }
        .done { color: var(--good); }
        .hint { font-size: .875rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; font-weight: 600; }
        th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.amount, th.amount { text-align: right; }
        form.inline { display: inline-block; margin-right: .5rem; } form.inline button { margin-top: .25rem; padding: .3rem .7rem; min-height: 2.25rem; }
        code { overflow-wrap: anywhere; }
        """;
}
