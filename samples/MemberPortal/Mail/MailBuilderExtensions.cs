using Microsoft.Extensions.Options;
using SyncEngine.Mail;

namespace MemberPortal.Mail;

/// <summary>Mails leave by SMTP; without a server, and in Development only, they are kept and can be read.</summary>
internal static class MailBuilderExtensions
{
    public static WebApplicationBuilder AddPortalMail(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SmtpOptions>().BindConfiguration(SmtpOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidator>();
        if (builder.Environment.IsDevelopment() && string.IsNullOrWhiteSpace(builder.Configuration[$"{SmtpOptions.Section}:Host"]))
        {
            builder.Services.AddSingleton<CapturedMails>();
            builder.Services.AddSingleton<IMailSender>(provider => provider.GetRequiredService<CapturedMails>());
        }
        else
        {
            builder.Services.AddSingleton<IMailSender, SmtpSender>();
        }

        return builder;
    }

    /// <summary>Captured mails' HTML, apart from the portal's pages and without their rights.</summary>
    public static IEndpointRouteBuilder MapCapturedMails(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<CapturedMails>() is not { } mails)
            return endpoints;

        endpoints.MapGet("/dev/mail/{id}/html", (string id, HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups";
            return mails.Find(id)?.Html is { } html ? Results.Content(html, "text/html; charset=utf-8") : Results.NotFound();
        }).AllowAnonymous();
        endpoints.MapGet("/dev/mail.json", () => mails.List()).AllowAnonymous();
        return endpoints;
    }
}
