namespace MemberPortal.Hosting;

/// <summary>What every answer tells the browser it may do: nothing inline, nothing from elsewhere, no frames.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

    /// <param name="app">The site.</param>
    /// <param name="formTargets">Origins that a form's answer may lead to: the payment page.</param>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, params IEnumerable<Uri> formTargets)
    {
        var policy = Policy + string.Concat(formTargets.Select(target => " " + target.GetLeftPart(UriPartial.Authority)));
        return app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return next(context);
        });
    }
}
